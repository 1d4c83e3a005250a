import type { CompiledProgram } from '../runtime/compilers/compiler.js';

/**
 * The names under which a program's files and its manifest are published. A back end calls its files `network.…`, with
 * what tells them from another back end's behind that; the network's own name takes the place of `network`.
 */
export function publishedNames(
  stem: string,
  { files }: CompiledProgram,
): { readonly files: readonly string[]; readonly manifest: string } {
  const names = files.map(
    ({ name }) => `${stem}${name.replace(/^network(?=\.)/, '').replace(/^(?!\.)/, '.')}`,
  );
  return { files: names, manifest: `${names[0].replace(/\.onnx$/, '')}.manifest.json` };
}
