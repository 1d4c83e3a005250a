/**
 * One row of a layer table: a unit of work as an accelerator sees it, after batch norm, activation, addition and
 * pooling are fused into the convolution before them. Columns as in the reference tables; sizes in pixels, counts in
 * channels. `kind` is `conv`, `conv_fused_add`, `global_avg_pool` or `upsample`; kernels are 0 where there is none.
 */
export interface LayerRow {
  readonly name: string;
  readonly kind: 'conv' | 'conv_fused_add' | 'global_avg_pool' | 'upsample';
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
