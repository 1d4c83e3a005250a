import onnxProto from 'onnx-proto';
import type { onnx } from 'onnx-proto';
import type { OpaqueConstant } from '../../core/network/opaque.js';

const { DataType } = onnxProto.onnx.TensorProto;

const DATA_TYPES: Readonly<Record<OpaqueConstant['type'], number>> = {
  float: DataType.FLOAT,
  double: DataType.DOUBLE,
  int64: DataType.INT64,
  int32: DataType.INT32,
  int8: DataType.INT8,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
};

/** A constant as an ONNX tensor without a name. */
export function constantTensor(constant: OpaqueConstant): onnx.ITensorProto {
  const data = typedData(constant);
  return {
    dims: [...constant.shape],
    dataType: DATA_TYPES[constant.type],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/** ONNX keeps raw data little-endian, as every machine that Node and onnxruntime run on does. */
function typedData({ type, data }: OpaqueConstant) {
  switch (type) {
    case 'float':
      return Float32Array.from(data);
    case 'double':
      return Float64Array.from(data);
    case 'int64':
      return BigInt64Array.from(data, BigInt);
    case 'int32':
      return Int32Array.from(data);
    case 'int8':
      return Int8Array.from(data);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(data);
  }
}
