import { NetworkError } from '../../../core/errors.js';

/** The bytes are no ONNX model, or not all of one. */
export function unreadable(reason: string, cause?: unknown): NetworkError {
  return new NetworkError('ONNX_UNREADABLE', `This is no whole ONNX model: ${reason}.`, {
    hint: 'The file may be damaged or cut short: copy or export it again.',
    cause,
  });
}

/** The model can be read, but contradicts itself. */
export function invalid(message: string): NetworkError {
  return new NetworkError('ONNX_INVALID', message, {
    hint: 'Check the file with onnx.checker.check_model, and the input size that is asked for.',
  });
}

/** The model claims sizes that no segmentation network has. */
export function tooLarge(message: string): NetworkError {
  return new NetworkError('ONNX_TOO_LARGE', message, {
    hint: 'Check the sizes in the file, and the input size that is asked for.',
  });
}

/** The model holds what can neither be understood nor be carried over as it is. */
export function unsupported(message: string, hint: string): NetworkError {
  return new NetworkError('ONNX_UNSUPPORTED', message, { hint });
}
