import type { NetworkBuilder } from './builder.js';

export interface PyramidOptions {
  readonly channels: number;
  /** Atrous rates of the 3x3 branches. */
  readonly rates: readonly number[];
  /** Whether the 3x3 convolutions are depthwise separable. */
  readonly separable: boolean;
}

/** Rates by output stride (Chen et al. 2017, Rethinking Atrous Convolution, section 3.3). */
export const RATES = { 8: [12, 24, 36], 16: [6, 12, 18] } as const;

/**
 * Atrous spatial pyramid pooling (Chen et al. 2017): a 1x1 branch, a 3x3 branch a rate, and pooling over the image,
 * joined and projected to `channels`. Its layers are `aspp.*`.
 */
export function addPyramid(builder: NetworkBuilder, features: string, options: PyramidOptions): string {
  const { channels, rates, separable } = options;
  const branches = [
    builder.convBlock('aspp.branch0', features, channels, { kernel: 1 }),
    ...rates.map((dilation, index) => {
      const name = `aspp.branch${index + 1}`;
      return separable
        ? builder.separableBlock(name, features, channels, { kernel: 3, dilation })
        : builder.convBlock(name, features, channels, { kernel: 3, dilation });
    }),
    addImagePooling(builder, features, channels),
  ];
  return builder.convBlock('aspp.project', builder.concat('aspp.concat', branches), channels, { kernel: 1 });
}

function addImagePooling(builder: NetworkBuilder, features: string, channels: number): string {
  const pooled = builder.globalAveragePool('aspp.image.pool', features);
  const image = builder.convBlock('aspp.image', pooled, channels, { kernel: 1 });
  return builder.resizeLike('aspp.image.resize', image, features);
}
