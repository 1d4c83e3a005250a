import type { PinnedPackage } from './toolchains.js';

/** Wheels for CPython 3.11, 3.12 and 3.13 on x86-64 and aarch64. */
export const VELA_PACKAGES: readonly PinnedPackage[] = [
  {
    requirement: 'ethos-u-vela==5.2.0',
    sha256: [
      'd0d331819e9cf9f3460509ebe45e7493d8ec1aa2e1c947e4b9eb86df12672a95',
      'a12db89e014ad0d19f1a5156ec1ba45e0d0f30d3428f4ca8abea88e3d64a0ad2',
      '317928cc8421ef6ca58c62210b545f4c6eff0d08d73c6fdf42aaa83604d707e2',
      '24be89efcb10f1711ea10b25246e7ce97d487716eb80bcc69f9b182c1298153c',
      '777aad78787f30ca26ccf8f822502b5ff8976b6c0d89c24fbd7884957dba2a0f',
      'd0c8b0efbf839851ce78904c972161fe53704ee5acf42e372c5a5b1ab2881468',
    ],
  },
  {
    requirement: 'ai-edge-litert==2.3.0',
    sha256: [
      '853fc608f96da87bd5f3458465dfb9abbf18d5ae6b94eceacead407146f175ae',
      '1f15078a6725d2357d9de9221664c29afa0545d807559c5f7199ce5e40b96b23',
      '9891611b23a87cc2ace60e4b5ee9a2ee6f0fb7f395f009470961ae6e6310e1b8',
      'dc9f56c23e0dcf182b6c35f23fbb102ed048296588882b806d5eff7654c04c88',
      '2ab71e4f5dfa65b3882634b42755f455f3e7415630d720200bd792733e15e257',
      '985ac3823fe1d5d6a04cf5f613cc2adf98a9c8a456af0b5efa8d9ac6b118ea14',
    ],
  },
  {
    requirement: 'flatbuffers==25.12.19',
    sha256: ['7634f50c427838bb021c2d66a3d1168e9d199b0607e6329399f04846d42e20b4'],
  },
  {
    requirement: 'numpy==2.4.6',
    sha256: [
      '0ab0a9c4ffb1a6d95ef519fe4247dba8eb6b18ad93999f76b7f657039acabd47',
      '89cd468399cfd2504718f0ba50e410dca55a170b61a02ad92bb18c8a65186e93',
      '5f9fb9157b4ce2971008323afe46053787b526ef624fea915b261468a8421a0f',
      '90f9849678c75fe7afa2d348ac842c168b0a4d3d61919687216dfc547976d853',
      '72fbe16c6fac95aedf5937fa873445cec2110be35d8a4e9433d7501fd98dae6b',
      'a7830bab239b79cda9c08c2da014761cafb48da6150e1da17ac06283f43b6089',
    ],
  },
  {
    requirement: 'backports.strenum==1.2.8',
    sha256: ['fc297cb26971f7d5e15a478a06a78575197f81daea47975771b1aae996dcccf4'],
  },
  {
    requirement: 'tqdm==4.70.1',
    sha256: ['c293e525e6fef9c20e8728fd4612df02a0aa31bb5fe91ecd93e123b1b7bffa73'],
  },
];
