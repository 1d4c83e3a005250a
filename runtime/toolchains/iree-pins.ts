import type { PinnedPackage } from './toolchains.js';

/** Wheels for CPython 3.11, 3.12 and 3.13 on x86-64 and aarch64. */
export const IREE_PACKAGES: readonly PinnedPackage[] = [
  {
    requirement: 'iree-base-compiler==3.13.0',
    sha256: [
      '21accf5c9eb352f39bc31fb1deea7701923d4ec65aa4ba7fcbd12e8ae0ce4dbb',
      '6e1f83dc404f5dcdd76354a869cbbb389bd3f93b4623096de3195799ceb323a7',
      '230aec9b5d63c49f3f1ba228c35a7ce950075ce7b7780b786c85fa6fb0be3dbb',
      'd09d2ebd8955d3eeeab5677007c3d26830c8585c61a0e0ccdfc020b63c129e6f',
    ],
  },
  {
    requirement: 'iree-base-runtime==3.13.0',
    sha256: [
      'e09a3505f2c4d00f33518e668b4e9830c1569cad5ffa9f2a3b985b888ff2815a',
      '4ecb03d5a33989d765eaa8bf1fe6199a937c88c1004e56c85714532cd95934fa',
      '2a46a517c7dbdaa8701f9ee324dd94089af51a8251f36bd689949ee37e30d1d1',
      'e342bf407010dd42ee2fb431ab763d97c6ebbcad0762c1e843806db3db31572c',
    ],
  },
  {
    requirement: 'onnx==1.23.2',
    sha256: [
      '83b3fc8321303c9da62824730457ba2f7ae0970f0e2f7fc0117912df7f8a4826',
      'c03ecf6b835d136108eeaeeafbd0026fc7b3cf98661409fbc6b63d5a29361348',
      'a203efdbaabbbe8f25e854e2b2921382d6fcf4c67895656f939044b0632974e8',
      '7abf381d278f31ac62487fddedc9dd42da842dce94d5d43536836ee3efdf4a2b',
    ],
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
    requirement: 'ml_dtypes==0.6.0',
    sha256: [
      '7728c0420ec1c338564fc8b01015ff2d58567e70f17fedce5a0a7c0308c0d5b9',
      '6c8e39b53e90afda8ce52859c93de4dba3e02b76d85dcf091cc469f9184c6dae',
      '37da32aa97749251025666d62372775019594577b9c9e9cfda83bed48d778fdb',
      '3b4a480aa8fd54a1805b8ac10f3f91763926a74f73c0c364c10f9231854f4170',
      '28d676428b104bb9717b0928bc5c5129f2d6b51b6727587cc4289e7bf8713cb5',
      '26b1f1fa4f0435a2946859823f6e2bf06796f1e9f10f5a05b08a5e3c8f46ff69',
    ],
  },
  {
    requirement: 'protobuf==7.36.2',
    sha256: [
      'e11e1f0180583a2af89db6a2ecd9e8dc40aa6d2988ca175bfd0e6d12ea72d74e',
      '89f23aa53c24553a2416fd4fd1ec06f74fa42b14b546d8883128813f775bbfd2',
    ],
  },
  {
    requirement: 'typing_extensions==4.16.0',
    sha256: ['481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8'],
  },
];
