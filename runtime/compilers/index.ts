import { TargetError } from '../../core/errors.js';
import { commandCompiler } from './command/compile.js';
import type { Compiler } from './compiler.js';
import { ireeCompiler } from './iree/compile.js';
import { onnxCompiler } from './onnx/compile.js';
import { peArrayCompiler } from './pe-array/compile.js';
import { tfliteVelaCompiler } from './tflite-vela/compile.js';

const COMPILERS: readonly Compiler[] = [
  onnxCompiler,
  peArrayCompiler,
  commandCompiler,
  ireeCompiler,
  tfliteVelaCompiler,
];

/** The compiler of a name. Throws a TargetError `COMPILER_UNKNOWN`. */
export function compilerNamed(name: string): Compiler {
  const compiler = COMPILERS.find((candidate) => candidate.name === name);
  if (compiler === undefined) {
    throw new TargetError('COMPILER_UNKNOWN', `There is no compiler '${name}'.`, {
      hint: `Compilers are: ${COMPILERS.map((candidate) => candidate.name).join(', ')}.`,
    });
  }
  return compiler;
}
