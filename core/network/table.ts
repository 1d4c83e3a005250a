/**
 * One row of a layer table: a unit of work as an accelerator sees it, after batch norm, activation, addition and
 * pooling are fused into the convolution before them. Columns as in the reference tables; sizes in pixels, counts in
 * channels. `add` and `max_pool` are those that no convolution can take in. Kernels and `outChannels` are 0 where there is
 * no kernel or no convolution. The `conv` size of a transposed convolution is that of its input.
 */
export interface LayerRow {
  readonly name: string;
  readonly kind:
    | 'conv'
    | 'conv_fused_add'
    | 'conv_transpose'
    | 'global_avg_pool'
    | 'upsample'
    | 'add'
    | 'elementwise'
    | 'max_pool'
    | 'avg_pool'
    | 'other';
  readonly inWidth: number;
  readonly inHeight: number;
  readonly inChannels: number;
  readonly kernelWidth: number;
  readonly kernelHeight: number;
  readonly outChannels: number;
  /** Output size of the convolution itself, before a fused pooling. */
  readonly convWidth: number;
  readonly convHeight: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
  readonly maxpool: boolean;
  readonly outWidth: number;
  readonly outHeight: number;
}
