/** Operators that give each element of their first input a new value, whatever its place. */
export const ELEMENTWISE = words(`
  Abs Acos Asin Atan BiasGelu Cast Ceil Celu Clip Cos Cosh Dropout Elu Erf Exp FastGelu Floor Gelu HardSigmoid HardSwish
  Identity IsInf IsNaN LeakyRelu Log Mish Neg Not PRelu QuickGelu Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh
  Softplus Softsign Sqrt Tan Tanh ThresholdedRelu
`);

/** Operators that spread their inputs over each other. */
export const SPREADING = words(`
  Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or Pow Sub Sum Where Xor
`);

/** Operators that answer yes or no. */
export const LOGICAL = words('And Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Not Or Xor');

/** Operators whose (first) output has the shape of their first input. */
export const SHAPE_KEEPING = words(`
  BatchNormalization CastLike CumSum GroupNormalization Hardmax InstanceNormalization LRN LayerNormalization LogSoftmax
  LpNormalization MeanVarianceNormalization RMSNormalization ScatterElements ScatterND SimplifiedLayerNormalization Softmax
  Trilu
`);

/** Operators that work on each [C, H, W], or matrix, of a batch. */
export const IMAGEWISE = words(`
  AveragePool Conv ConvTranspose DepthToSpace GlobalLpPool LpPool MatMul MaxPool SpaceToDepth
`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
