/* Generated from schemas/pipeline.source.json by `npm run docs`. Do not edit. */

/** The JSON Schema of a pipeline, draft-07. */
export const pipelineSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'PipelineDocument',
  type: 'object',
  additionalProperties: false,
  description: 'A pipeline: networks, datasets and targets by name, and the steps that use them.',
  required: ['version', 'name', 'steps'],
  properties: {
    version: { type: 'integer', const: 1, description: 'Version of the language.' },
    name: {
      type: 'string',
      pattern: '^[a-z0-9-]+$',
      description: 'Name of the pipeline: lower-case letters, digits and hyphens.',
    },
    inputs: {
      type: 'object',
      default: {},
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: { $ref: '#/definitions/InputSpec' },
      description: 'Inputs by name, read as `${{ inputs.<name> }}` and set by `--set <name>=<value>`.',
    },
    seed: {
      type: 'integer',
      minimum: 0,
      description: 'Where all random choices derive from. The same seed gives the same run.',
      maximum: 4294967295,
      default: 0,
    },
    networks: {
      type: 'object',
      description: 'Networks by name.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
      additionalProperties: { $ref: '#/definitions/NetworkSpec' },
      default: {},
    },
    datasets: {
      type: 'object',
      description: 'Datasets by name.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
      additionalProperties: { $ref: '#/definitions/DatasetSpec' },
      default: {},
    },
    targets: {
      type: 'object',
      description: 'Targets by name.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: { $ref: '#/definitions/TargetSpec' },
      default: {},
    },
    steps: {
      type: 'object',
      description: 'Steps by name. Steps without a path between them run at the same time.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: { $ref: '#/definitions/StepSpec' },
      minProperties: 1,
    },
    finally: {
      type: 'object',
      description:
        'Steps by name that run when all others have ended, whether those were done, failed or cancelled. `run.state` says which.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: { $ref: '#/definitions/StepSpec' },
      default: {},
    },
    outputs: {
      type: 'object',
      default: {},
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      additionalProperties: { type: 'string', minLength: 1, 'x-takes': 'any' },
      description: 'What the pipeline gives to one that uses it: expressions by name.',
    },
    schedule: {
      $ref: '#/definitions/Schedule',
      description: 'When the pipeline runs by itself, once `espalier schedule apply` has told the server.',
    },
    onSuccess: { $ref: '#/definitions/Notification', description: 'Whom to tell of a run that is done.' },
    onFailure: {
      $ref: '#/definitions/Notification',
      description: 'Whom to tell of a run that has failed. A run that is cancelled is not told of.',
    },
  },
  definitions: {
    Size: {
      type: 'object',
      additionalProperties: false,
      description: 'A size in pixels.',
      required: ['height', 'width'],
      properties: {
        height: { type: 'integer', minimum: 1, description: 'Height in pixels.' },
        width: { type: 'integer', minimum: 1, description: 'Width in pixels.' },
      },
    },
    NetworkSpec: {
      type: 'object',
      description: 'A network: imported from an ONNX file, or built from a published architecture.',
      if: { required: ['onnx'] },
      then: { $ref: '#/definitions/ImportedNetwork' },
      else: { $ref: '#/definitions/Architecture' },
    },
    ImportedNetwork: {
      type: 'object',
      additionalProperties: false,
      description: 'A network of your own, with its weights, from an ONNX file.',
      required: ['onnx'],
      properties: {
        onnx: {
          type: 'string',
          minLength: 1,
          description: 'Path of the ONNX file, opset 11 to 21, relative to the folder of the pipeline file.',
          'x-path': 'input',
        },
        input: {
          $ref: '#/definitions/Size',
          description: 'Size of the input images. Without it, the size that the file fixes.',
        },
        output: {
          type: 'string',
          minLength: 1,
          description: 'Name of the output that gives the class scores. Without it, the first.',
        },
        normalisation: {
          $ref: '#/definitions/Normalisation',
          description: "How images become inputs. Without it, as ImageNet's are.",
        },
      },
    },
    Normalisation: {
      type: 'object',
      additionalProperties: false,
      description:
        "A pixel's value, from 0 to 1, becomes (value - mean) / deviation, for red, green and blue.",
      required: ['mean', 'deviation'],
      properties: {
        mean: {
          type: 'array',
          minItems: 3,
          maxItems: 3,
          items: { type: 'number', description: 'Mean of a channel.' },
          description: 'Mean of red, green and blue.',
        },
        deviation: {
          type: 'array',
          minItems: 3,
          maxItems: 3,
          items: { type: 'number', exclusiveMinimum: 0, description: 'Deviation of a channel.' },
          description: 'Deviation of red, green and blue.',
        },
      },
    },
    Architecture: {
      type: 'object',
      description: 'A network built from a published architecture.',
      required: ['architecture'],
      discriminator: { propertyName: 'architecture' },
      oneOf: [
        { $ref: '#/definitions/DeepLabV3PlusArchitecture' },
        { $ref: '#/definitions/DeepLabV3Architecture' },
        { $ref: '#/definitions/UNetArchitecture' },
      ],
    },
    DeepLabV3PlusArchitecture: {
      type: 'object',
      additionalProperties: false,
      description: 'DeepLabV3+ on a ResNet (Chen et al. 2018).',
      required: ['architecture', 'backbone', 'input'],
      properties: {
        architecture: { type: 'string', const: 'deeplabv3plus', description: 'The architecture.' },
        backbone: { type: 'string', enum: ['resnet18', 'resnet50'], description: 'The backbone.' },
        width: {
          type: 'number',
          description: 'Factor on the number of channels of every layer.',
          exclusiveMinimum: 0,
          maximum: 4,
          default: 1,
        },
        outputStride: {
          type: 'integer',
          enum: [8, 16],
          description: 'Input size over the size of the last backbone features.',
          default: 16,
        },
        separable: {
          type: 'boolean',
          description: 'Depthwise-separable 3x3 convolutions in pyramid and decoder, in place of plain ones.',
          default: false,
        },
        input: { $ref: '#/definitions/Size', description: 'Size of the input images.' },
      },
    },
    DeepLabV3Architecture: {
      type: 'object',
      additionalProperties: false,
      description: 'DeepLabV3 on a ResNet (Chen et al. 2017), as torchvision builds it.',
      required: ['architecture', 'backbone', 'input'],
      properties: {
        architecture: { type: 'string', const: 'deeplabv3', description: 'The architecture.' },
        backbone: { type: 'string', enum: ['resnet18', 'resnet50'], description: 'The backbone.' },
        width: {
          type: 'number',
          description: 'Factor on the number of channels of every layer.',
          exclusiveMinimum: 0,
          maximum: 4,
          default: 1,
        },
        outputStride: {
          type: 'integer',
          enum: [8, 16],
          description: 'Input size over the size of the last backbone features.',
          default: 8,
        },
        input: { $ref: '#/definitions/Size', description: 'Size of the input images.' },
      },
    },
    UNetArchitecture: {
      type: 'object',
      additionalProperties: false,
      description: 'U-Net (Ronneberger et al. 2015), padded, with batch norm.',
      required: ['architecture', 'input'],
      properties: {
        architecture: { type: 'string', const: 'unet', description: 'The architecture.' },
        depth: {
          type: 'integer',
          minimum: 1,
          description: 'How many times the encoder halves height and width.',
          maximum: 8,
          default: 4,
        },
        base: {
          type: 'integer',
          minimum: 1,
          description: 'Channels at the size of the input; each halving doubles them.',
          maximum: 256,
          default: 64,
        },
        upsampling: {
          type: 'string',
          enum: ['transposed', 'bilinear'],
          description:
            'How the decoder enlarges: `transposed` convolutions, or a 1x1 convolution and a `bilinear` resize.',
          default: 'transposed',
        },
        input: { $ref: '#/definitions/Size', description: 'Size of the input images.' },
      },
    },
    DatasetSpec: {
      type: 'object',
      description: 'A dataset.',
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
      oneOf: [
        { $ref: '#/definitions/DigitsDataset' },
        { $ref: '#/definitions/FolderDataset' },
        { $ref: '#/definitions/CityscapesDataset' },
      ],
    },
    DigitsDataset: {
      type: 'object',
      additionalProperties: false,
      description: 'Scenes composed of handwritten digits, labelled by pixel.',
      required: ['kind', 'train', 'validation'],
      properties: {
        kind: { type: 'string', const: 'digits', description: 'The kind of dataset.' },
        train: { type: 'integer', minimum: 1, description: 'Scenes in the training split, an epoch.' },
        validation: { type: 'integer', minimum: 1, description: 'Scenes in the validation split.' },
        fresh: {
          type: 'boolean',
          description: 'Compose new training scenes each epoch, in place of the same ones.',
          default: true,
        },
      },
    },
    FolderDataset: {
      type: 'object',
      additionalProperties: false,
      description: 'Images and label maps in folders, paired by file name.',
      required: ['kind', 'images', 'labels', 'classes'],
      properties: {
        kind: { type: 'string', const: 'folder', description: 'The kind of dataset.' },
        images: {
          type: 'string',
          minLength: 1,
          description: 'Folder of the images, PNG or JPEG, relative to the folder of the pipeline file.',
          'x-path': 'input',
        },
        labels: {
          type: 'string',
          minLength: 1,
          description: 'Folder of the label maps: PNG, a class index a pixel, 255 where it does not count.',
          'x-path': 'input',
        },
        classes: {
          type: 'array',
          minItems: 2,
          maxItems: 255,
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'Name of a class.' },
          description: 'Names of the classes; a label is an index into them.',
        },
        validation: {
          type: 'number',
          description: 'Share of the pairs that is kept for validation.',
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          default: 0.2,
        },
      },
    },
    CityscapesDataset: {
      type: 'object',
      additionalProperties: false,
      description: 'Cityscapes as it is distributed: street scenes with the 19 classes of its benchmark.',
      required: ['kind', 'root'],
      properties: {
        kind: { type: 'string', const: 'cityscapes', description: 'The kind of dataset.' },
        root: {
          type: 'string',
          minLength: 1,
          description:
            'The folder that has `leftImg8bit` and `gtFine` in it, relative to the folder of the pipeline file.',
          'x-path': 'input',
        },
        crop: {
          $ref: '#/definitions/Size',
          description:
            'Train on windows of this size out of the images, each at a random place, in place of whole images.',
        },
      },
    },
    TargetSpec: {
      type: 'object',
      description: 'A piece of hardware: described here, in a file of its own, or in the library.',
      if: { required: ['file'] },
      then: { $ref: '#/definitions/TargetFile' },
      else: {
        if: { required: ['library'] },
        then: { $ref: '#/definitions/LibraryTarget' },
        else: { $ref: '#/definitions/HardwareTarget' },
      },
    },
    TargetFile: {
      type: 'object',
      additionalProperties: false,
      description: 'A target that a file describes.',
      required: ['file'],
      properties: {
        file: {
          type: 'string',
          minLength: 1,
          description: 'Path of the target file, relative to the folder of the pipeline file.',
          'x-path': 'input',
        },
      },
    },
    LibraryTarget: {
      type: 'object',
      additionalProperties: false,
      description: 'A target that ships with Espalier.',
      required: ['library'],
      properties: {
        library: {
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9-]*$',
          description:
            "Name of a file in Espalier's folder `targets`, without its ending: lower-case letters, digits and hyphens.",
        },
      },
    },
    HardwareTarget: {
      type: 'object',
      description: 'A piece of hardware, by its model.',
      required: ['model'],
      discriminator: { propertyName: 'model' },
      oneOf: [
        { $ref: '#/definitions/PeArrayTarget' },
        { $ref: '#/definitions/SystolicTarget' },
        { $ref: '#/definitions/RooflineTarget' },
        { $ref: '#/definitions/TableTarget' },
        { $ref: '#/definitions/DeviceTarget' },
        { $ref: '#/definitions/CommandTarget' },
        { $ref: '#/definitions/VelaTarget' },
      ],
    },
    PeArrayTarget: {
      type: 'object',
      additionalProperties: false,
      description:
        'An array of processing elements with on-chip buffers, unrolled in space over channels and kernel columns.',
      required: ['model', 'spatialUnroll', 'clockMhz', 'wordBits', 'dramGbps'],
      properties: {
        model: { type: 'string', const: 'pe-array', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        spatialUnroll: {
          type: 'object',
          additionalProperties: false,
          description: 'How many loop iterations run in parallel.',
          required: ['C', 'K'],
          properties: {
            C: { type: 'integer', minimum: 1, description: 'Input channels.' },
            K: { type: 'integer', minimum: 1, description: 'Output channels.' },
            FX: { type: 'integer', minimum: 1, description: 'Kernel columns.', default: 1 },
          },
        },
        clockMhz: { type: 'number', description: 'Clock in MHz.', exclusiveMinimum: 0 },
        wordBits: {
          type: 'integer',
          minimum: 1,
          description: 'Bits of a weight or activation.',
          maximum: 64,
        },
        dramGbps: {
          type: 'number',
          description: 'Bandwidth of external memory in gigabits a second.',
          exclusiveMinimum: 0,
        },
        tile: {
          $ref: '#/definitions/Size',
          description:
            'Size of an output tile; 10x10 where it is not given. The first layer is always computed in strips of 80x1, a dilated one pixel by pixel.',
        },
        passCycles: {
          type: 'number',
          minimum: 0,
          description: 'Cycles lost for each tile, C input channels and K output channels. Default 0.',
        },
        traffic: {
          type: 'string',
          enum: ['windows', 'all'],
          description:
            'What shares external memory while the array computes: input `windows` alone, the default, or `all`, weights, operands of fused additions and outputs too.',
        },
        energy: {
          $ref: '#/definitions/EnergyFigures',
          description: 'Energy figures. Without them, those of the literature for the word size.',
        },
      },
    },
    SystolicTarget: {
      type: 'object',
      additionalProperties: false,
      description: 'A systolic array, as SCALE-Sim has it.',
      required: ['model', 'array', 'dataflow', 'clockMhz', 'wordBits'],
      properties: {
        model: { type: 'string', const: 'systolic', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        array: { $ref: '#/definitions/ArraySize', description: 'Size of the array.' },
        dataflow: {
          type: 'string',
          enum: ['os', 'ws', 'is'],
          description: 'What stays in the array: outputs (`os`), weights (`ws`) or inputs (`is`).',
        },
        clockMhz: { type: 'number', description: 'Clock in MHz.', exclusiveMinimum: 0 },
        wordBits: {
          type: 'integer',
          minimum: 1,
          maximum: 64,
          description: 'Bits of a weight or activation.',
        },
        dramGbps: {
          type: 'number',
          description:
            'Bandwidth of external memory in gigabits a second. Without it memory never stalls the array.',
          exclusiveMinimum: 0,
        },
        sramKiB: {
          $ref: '#/definitions/SramSizes',
          description: 'On-chip memories. Without them everything fits.',
        },
        energy: {
          $ref: '#/definitions/EnergyFigures',
          description: 'Energy figures. Without them, those of the literature for the word size.',
        },
      },
    },
    ArraySize: {
      type: 'object',
      additionalProperties: false,
      description: 'A size in multiply-accumulate units.',
      required: ['height', 'width'],
      properties: {
        height: { type: 'integer', minimum: 1, description: 'Rows.' },
        width: { type: 'integer', minimum: 1, description: 'Columns.' },
      },
    },
    SramSizes: {
      type: 'object',
      additionalProperties: false,
      description: 'Double-buffered memories in KiB, both halves.',
      required: ['ifmap', 'filter', 'ofmap'],
      properties: {
        ifmap: { type: 'number', exclusiveMinimum: 0, description: 'For inputs.' },
        filter: { type: 'number', exclusiveMinimum: 0, description: 'For weights.' },
        ofmap: { type: 'number', exclusiveMinimum: 0, description: 'For outputs and partial sums.' },
      },
    },
    RooflineTarget: {
      type: 'object',
      additionalProperties: false,
      description: 'A processor that is known by its peaks: a GPU, a CPU.',
      required: ['model', 'peakGmacs', 'dramGbps', 'wordBits'],
      properties: {
        model: { type: 'string', const: 'roofline', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        peakGmacs: {
          type: 'number',
          exclusiveMinimum: 0,
          description: 'Peak rate in 10^9 multiply-accumulates a second.',
        },
        dramGbps: {
          type: 'number',
          description: 'Bandwidth of external memory in gigabits a second.',
          exclusiveMinimum: 0,
        },
        wordBits: {
          type: 'integer',
          minimum: 1,
          maximum: 64,
          description: 'Bits of a weight or activation.',
        },
        launchUs: {
          type: 'number',
          minimum: 0,
          description: 'Microseconds that starting a kernel takes, one a layer. Default 0.',
        },
        efficiency: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          description: 'Share of both peaks that a large layer reaches. Default 1.',
        },
        tile: {
          $ref: '#/definitions/ComputeTile',
          description: 'What is computed at a time. Without it, any shape uses the peak in full.',
        },
        energy: {
          $ref: '#/definitions/EnergyFigures',
          description: 'Energy figures. Without them, those of the literature for the word size.',
        },
      },
    },
    ComputeTile: {
      type: 'object',
      additionalProperties: false,
      description: "A part of a layer's output that one unit computes at a time.",
      required: ['pixels', 'channels', 'units'],
      properties: {
        pixels: { type: 'integer', minimum: 1, description: 'Output pixels.' },
        channels: { type: 'integer', minimum: 1, description: 'Output channels.' },
        units: {
          type: 'integer',
          minimum: 1,
          description: 'Units that work at the same time: cores, multiprocessors.',
        },
      },
    },
    TableTarget: {
      type: 'object',
      additionalProperties: false,
      description: 'A device whose layers were measured at chosen numbers of channels.',
      required: ['model', 'wordBits', 'layers'],
      properties: {
        model: { type: 'string', const: 'table', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        wordBits: {
          type: 'integer',
          minimum: 1,
          maximum: 64,
          description: 'Bits of a weight or activation.',
        },
        layers: {
          type: 'array',
          minItems: 1,
          items: { $ref: '#/definitions/MeasuredLayer' },
          description: 'The layers, by the names that `espalier score` gives the rows of the network.',
        },
        energy: {
          $ref: '#/definitions/EnergyFigures',
          description: 'Energy figures. Without them, those of the literature for the word size.',
        },
      },
    },
    MeasuredLayer: {
      type: 'object',
      additionalProperties: false,
      description: 'Latency of a layer at numbers of channels; others are interpolated.',
      required: ['layer', 'inChannels', 'outChannels', 'latencyMs'],
      properties: {
        layer: { type: 'string', minLength: 1, description: 'Name of the layer.' },
        inChannels: {
          type: 'array',
          minItems: 1,
          items: { type: 'number', minimum: 0, description: 'A number of channels.' },
          description: 'Numbers of input channels, ascending.',
        },
        outChannels: {
          type: 'array',
          minItems: 1,
          items: { type: 'number', minimum: 0, description: 'A number of channels.' },
          description: 'Numbers of output channels, ascending; `[0]` for a layer that is no convolution.',
        },
        latencyMs: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'array',
            minItems: 1,
            items: { type: 'number', exclusiveMinimum: 0, description: 'Milliseconds.' },
          },
          description:
            'Milliseconds: a list for each of `inChannels`, with a number for each of `outChannels`.',
        },
      },
    },
    DeviceTarget: {
      type: 'object',
      additionalProperties: false,
      description:
        'Hardware in the loop: the network itself runs in onnxruntime on the device of a worker of the role `device`. Known of it is `latency.<target>` alone.',
      required: ['model'],
      properties: {
        model: { type: 'string', const: 'device', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        batch: {
          type: 'integer',
          minimum: 1,
          description: 'Images a run; the latency is that of a run. Default 1.',
        },
        threads: { type: 'integer', minimum: 1, description: 'Threads that a run may use. Default 1.' },
        warmup: { type: 'integer', minimum: 0, description: 'Runs before the first that counts. Default 5.' },
        repetitions: {
          type: 'integer',
          minimum: 1,
          description: 'Runs whose median is the latency. Default 30.',
        },
        maxSpread: {
          type: 'number',
          exclusiveMinimum: 0,
          description:
            'Up to which spread, the distance of the quartiles as a share of the median, a measurement counts as quiet. A noisy one is made again. Default 0.05.',
        },
        attempts: {
          type: 'integer',
          minimum: 1,
          description:
            'How often a measurement is made at the most while it is noisy. The one with the least spread counts, and is recorded as noisy where it is. Default 3.',
        },
      },
    },
    CommandTarget: {
      type: 'object',
      additionalProperties: false,
      description:
        "A program of yours that says what a network costs: a board behind ssh, a vendor's estimator. It is started without a shell on a worker of the role `device`, and its last line must be JSON: `latencyMs`, and `energyMj` where it knows. Known of it are `latency.<target>` and, where the program says it, `energy.<target>`.",
      required: ['model', 'command'],
      properties: {
        model: { type: 'string', const: 'command', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        command: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', minLength: 1, description: 'The program, then its arguments.' },
          contains: { type: 'string', pattern: '\\{onnx\\}' },
          description:
            "The program and its arguments. `{onnx}` in one of them stands for the path of the network's ONNX file. It runs in the folder of the pipeline file.",
        },
        timeoutSeconds: {
          type: 'number',
          exclusiveMinimum: 0,
          description: 'After which time it is ended, as a failure. Default 600.',
        },
      },
    },
    VelaTarget: {
      type: 'object',
      additionalProperties: false,
      description:
        "An Arm Ethos-U. In a search Arm's compiler Vela compiles each candidate, on a worker of the role `device`, and its estimate of cycles is the latency; `espalier toolchain install tflite-vela` must have run there. Known of it are `latency.<target>` and, the SRAM that Vela allots, `memory.<target>`. The back end `tflite-vela` compiles for it.",
      required: ['model', 'accelerator', 'systemConfig', 'memoryMode'],
      properties: {
        model: { type: 'string', const: 'vela', description: 'The hardware model.' },
        description: { type: 'string', minLength: 1, description: 'What the hardware is.' },
        accelerator: {
          type: 'string',
          enum: [
            'ethos-u55-32',
            'ethos-u55-64',
            'ethos-u55-128',
            'ethos-u55-256',
            'ethos-u65-256',
            'ethos-u65-512',
            'ethos-u85-128',
            'ethos-u85-256',
            'ethos-u85-512',
            'ethos-u85-1024',
            'ethos-u85-2048',
          ],
          description: "The processor and its multiply-accumulates a cycle: Vela's `--accelerator-config`.",
        },
        systemConfig: {
          type: 'string',
          pattern: '^[A-Za-z0-9_-]+$',
          description:
            'Clock and memories, by a name in the file `Arm/vela.ini` that comes with Vela, such as `Ethos_U55_High_End_Embedded`.',
        },
        memoryMode: {
          type: 'string',
          pattern: '^[A-Za-z0-9_-]+$',
          description:
            'What lies in which memory, by a name in the same file: `Sram_Only`, `Shared_Sram`, `Dedicated_Sram` and others.',
        },
        arenaCacheKiB: {
          type: 'number',
          exclusiveMinimum: 0,
          description: 'KiB of SRAM that activations may take, in place of what the memory mode says.',
        },
        optimise: {
          type: 'string',
          enum: ['performance', 'size'],
          description: 'Whether Vela goes for speed or for little memory. Default performance.',
        },
        timeoutSeconds: {
          type: 'number',
          exclusiveMinimum: 0,
          description: 'How long Vela may take for a candidate. Default 600.',
        },
      },
    },
    EnergyFigures: {
      type: 'object',
      additionalProperties: false,
      description: "What a layer's energy is added up from. A figure that is not given is 0.",
      properties: {
        macPj: { type: 'number', minimum: 0, description: 'Picojoules of a multiply-accumulate.' },
        sramPjPerByte: {
          type: 'number',
          minimum: 0,
          description: 'Picojoules of a byte that passes on-chip memory.',
        },
        dramPjPerByte: {
          type: 'number',
          minimum: 0,
          description: 'Picojoules of a byte that passes external memory.',
        },
        watts: { type: 'number', minimum: 0, description: 'Watts drawn as long as the network runs.' },
      },
    },
    StepSpec: {
      type: 'object',
      description: 'A step.',
      required: ['uses'],
      discriminator: { propertyName: 'uses' },
      oneOf: [
        { $ref: '#/definitions/TrainStep' },
        { $ref: '#/definitions/LoadStep' },
        { $ref: '#/definitions/SaveStep' },
        { $ref: '#/definitions/SearchStep' },
        { $ref: '#/definitions/SensitivityStep' },
        { $ref: '#/definitions/SelectStep' },
        { $ref: '#/definitions/FinetuneStep' },
        { $ref: '#/definitions/EvaluateStep' },
        { $ref: '#/definitions/MeasureStep' },
        { $ref: '#/definitions/ProfileStep' },
        { $ref: '#/definitions/CompileStep' },
        { $ref: '#/definitions/ReportStep' },
        { $ref: '#/definitions/CompareStep' },
        { $ref: '#/definitions/PipelineStep' },
        { $ref: '#/definitions/ExecStep' },
      ],
    },
    TrainStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Trains a network. Outputs: `network`, `miou`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'train', description: 'The kind of step.' },
        with: { $ref: '#/definitions/TrainSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    TrainSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `train`.',
      required: ['network', 'dataset', 'epochs'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description:
            'The name of a network, to train from scratch, or from its own weights where it comes from an ONNX file, or an expression that gives one with weights.',
          'x-names': 'networks',
          'x-takes': 'network',
        },
        dataset: {
          type: 'string',
          minLength: 1,
          description: 'The name of the dataset to train on.',
          'x-names': 'datasets',
        },
        epochs: { type: 'integer', minimum: 1, description: 'How many times the training split is seen.' },
        batchSize: { type: 'integer', minimum: 1, description: 'Images a training step.', default: 16 },
        optimizer: {
          type: 'string',
          enum: ['adam', 'sgd'],
          description: 'Adam, or stochastic gradient descent with momentum.',
          default: 'adam',
        },
        learningRate: {
          type: 'number',
          description: 'The highest learning rate, reached at the end of the warm-up.',
          exclusiveMinimum: 0,
          default: 0.004,
        },
        momentum: {
          type: 'number',
          description: 'Momentum of `sgd`; `adam` has no use for it.',
          minimum: 0,
          exclusiveMaximum: 1,
          default: 0.9,
        },
        weightDecay: {
          type: 'number',
          description: 'L2 penalty on the weights of convolutions.',
          minimum: 0,
          default: 0,
        },
        schedule: {
          type: 'string',
          enum: ['poly', 'cosine', 'constant'],
          description:
            'How the learning rate falls: `poly` is (1 - progress)^0.9, `cosine` half a cosine, `constant` not at all.',
          default: 'poly',
        },
        warmup: {
          type: 'number',
          description: 'Epochs over which the learning rate first rises linearly; a fraction is allowed.',
          minimum: 0,
          default: 0,
        },
        classWeights: {
          type: 'object',
          description: 'Weights of classes in the loss, by class name; a class that is not named weighs 1.',
          additionalProperties: { type: 'number', minimum: 0 },
          default: {},
        },
        augmentation: {
          $ref: '#/definitions/Augmentation',
          description: 'Random changes to training images.',
          default: {},
        },
      },
    },
    LoadStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Reads weights into a network. Outputs: `network`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'load', description: 'The kind of step.' },
        with: { $ref: '#/definitions/LoadSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    LoadSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `load`.',
      required: ['network'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'The name of a network.',
          'x-names': 'networks',
        },
        dataset: {
          type: 'string',
          minLength: 1,
          description:
            'The dataset whose classes the network tells apart. Without it, the weights say how many classes there are.',
          'x-names': 'datasets',
        },
        weights: {
          type: 'string',
          minLength: 1,
          description:
            'Path of a safetensors file, relative to the folder of the pipeline file; expressions in it are filled in. A network from an ONNX file has weights of its own and needs none.',
          'x-path': 'input',
        },
      },
    },
    SaveStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Writes the weights of a network into a file. Outputs: `weights`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'save', description: 'The kind of step.' },
        with: { $ref: '#/definitions/SaveSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    SaveSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `save`.',
      required: ['network', 'weights'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a network.',
          'x-takes': 'network',
        },
        weights: {
          type: 'string',
          minLength: 1,
          description:
            'Path of the safetensors file to write, relative to the folder of the pipeline file; expressions in it are filled in.',
          'x-path': 'output',
        },
      },
    },
    SearchStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Searches for prune plans of a network with NSGA-II. Outputs: `front`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'search', description: 'The kind of step.' },
        with: { $ref: '#/definitions/SearchSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    SearchSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `search`.',
      required: ['network', 'dataset', 'population', 'objectives'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives the trained network to prune.',
          'x-takes': 'network',
        },
        dataset: {
          type: 'string',
          minLength: 1,
          description: 'The dataset whose validation split judges candidates.',
          'x-names': 'datasets',
        },
        algorithm: {
          type: 'string',
          enum: ['nsga2', 'nsga3', 'random'],
          description:
            'How candidates are bred and survive: NSGA-II; NSGA-III, for three objectives and more; or `random`, a control.',
          default: 'nsga2',
        },
        divisions: {
          type: 'integer',
          minimum: 1,
          description:
            'Of `nsga3`: into how many steps its reference directions divide each objective. Without it, as many as the population has room for.',
        },
        population: { type: 'integer', minimum: 2, description: 'Candidates a generation, |P|.' },
        generations: {
          type: 'integer',
          minimum: 1,
          description:
            'How many generations are bred at the most, n. May be left out where `stop` says when to end.',
        },
        stop: {
          $ref: '#/definitions/Termination',
          description: 'When to end before that: at the first limit that is met.',
          default: {},
        },
        resume: {
          $ref: '#/definitions/Resumption',
          description: 'A search of another run to go on with, in place of a new one.',
        },
        objectives: {
          type: 'array',
          minItems: 1,
          description: 'What to make large or small.',
          items: { $ref: '#/definitions/Objective' },
        },
        measure: {
          type: 'array',
          description:
            'Targets that every candidate within the constraints is measured on, whether or not the search reads what is found: `device`, `command` and `vela` targets.',
          items: { type: 'string', minLength: 1, description: 'The name of a target.', 'x-names': 'targets' },
        },
        constraints: {
          type: 'array',
          description:
            'Comparisons that a candidate must meet, such as `ops <= 0.6 * baseline.ops`. The metrics are `miou`, `iou.<class>`, `ops`, `macs`, `params`, `latency.<target>`, `energy.<target>` and `memory.<target>`; `baseline` has those of the network before pruning. A class whose name is no identifier is quoted: `iou["traffic light"]`.',
          items: {
            type: 'string',
            minLength: 1,
            description: 'A comparison of metrics.',
            'x-constraint': true,
          },
          default: [],
        },
        protect: {
          type: 'array',
          description: 'Layers whose channels all stay, as glob patterns over layer names.',
          items: {
            type: 'string',
            minLength: 1,
            description: 'A glob pattern, such as `backbone.layer1.*`.',
          },
          default: [],
        },
        roundTo: {
          type: 'integer',
          minimum: 1,
          description: 'Channels are kept in multiples of this.',
          default: 1,
        },
        minRatio: {
          type: 'number',
          description: 'The least share of the channels of a group that is kept.',
          exclusiveMinimum: 0,
          maximum: 1,
          default: 0.1,
        },
        maxRatio: {
          type: 'number',
          description: 'The greatest share of the channels of a group that is kept.',
          exclusiveMinimum: 0,
          maximum: 1,
          default: 1,
        },
        bounds: {
          description:
            'Limits for some channel groups in place of those above, or an expression that gives them, such as the output `bounds` of a `sensitivity` step. A later entry wins.',
          default: [],
          if: { type: 'array' },
          then: { type: 'array', items: { $ref: '#/definitions/Bound' } },
          else: { type: 'string', minLength: 1, 'x-takes': 'bounds' },
        },
        ranking: {
          type: 'string',
          enum: ['l1', 'l2', 'bn-scale', 'geometric-median', 'taylor', 'random'],
          description:
            'What tells important channels from others: `l1` and `l2`, the magnitude of their filters; `bn-scale`, the scale of the batch norm behind them; `geometric-median`, how unlike others a filter is; `taylor`, what the loss would lose, from gradients; `random`, a control.',
          default: 'l1',
        },
        rankingImages: {
          type: 'integer',
          minimum: 1,
          description:
            'Training images of which `taylor` takes gradients, at most; all where there are fewer.',
          default: 256,
        },
        initial: {
          description:
            'Candidates to begin with, before sampled ones: the front of an earlier search, or genomes, each a list of one number a channel group: the channels kept, in units of `roundTo`.',
          default: [],
          if: { type: 'array' },
          then: {
            type: 'array',
            items: {
              type: 'array',
              minItems: 1,
              items: { type: 'integer', minimum: 0, description: 'A gene.' },
              description: 'A genome.',
            },
          },
          else: { type: 'string', minLength: 1, 'x-takes': 'front' },
        },
        sampling: {
          type: 'string',
          enum: ['uniform', 'ladder', 'latin-hypercube'],
          description:
            'How the first generation is drawn: each gene alone, as a ladder of uniform pruning ratios, or as a Latin hypercube.',
          default: 'uniform',
        },
        crossover: { $ref: '#/definitions/Crossover', description: 'How two parents mix.', default: {} },
        mutation: { $ref: '#/definitions/Mutation', description: 'How a child changes.', default: {} },
        evaluation: {
          $ref: '#/definitions/CandidateEvaluation',
          description: 'How the mIoU of a candidate is measured.',
          default: {},
        },
        onFailure: {
          type: 'string',
          enum: ['penalise', 'retry', 'abort'],
          description:
            'What becomes of a candidate whose evaluation fails: `penalise` leaves it out of the evolution, `retry` evaluates it once more after the others of its generation, before it counts as failed, and `abort` fails the search.',
          default: 'penalise',
        },
        maxFailed: {
          type: 'integer',
          minimum: 0,
          description:
            'How many candidates may fail before the search does; any number where it is not given.',
        },
      },
    },
    Termination: {
      type: 'object',
      additionalProperties: false,
      description: 'Limits of a search, any of them together.',
      properties: {
        evaluations: {
          type: 'integer',
          minimum: 1,
          description:
            'Candidates whose mIoU is judged, those counted whose mIoU an earlier run has judged. The generation that reaches it is finished.',
        },
        minutes: { type: 'number', exclusiveMinimum: 0, description: 'Wall time since the search began.' },
        stagnation: { $ref: '#/definitions/Stagnation', description: 'How little the hypervolume may grow.' },
        goal: {
          type: 'array',
          description: 'Comparisons, as in `constraints`, all of which a candidate of the front must meet.',
          items: {
            type: 'string',
            minLength: 1,
            description: 'A comparison of metrics.',
            'x-constraint': true,
          },
          default: [],
        },
      },
    },
    Stagnation: {
      type: 'object',
      additionalProperties: false,
      description:
        'The search ends where the hypervolume has grown by no more than `tolerance` of itself over the last `generations`.',
      properties: {
        generations: { type: 'integer', minimum: 1, description: 'How far to look back.', default: 5 },
        tolerance: { type: 'number', minimum: 0, description: 'A share of the hypervolume.', default: 0.001 },
      },
    },
    Resumption: {
      type: 'object',
      additionalProperties: false,
      description:
        'A search that has ended or was stopped, and is gone on with: more generations give the very result that a longer search would have given.',
      required: ['run'],
      properties: {
        run: { type: 'string', minLength: 1, description: 'The workflow id of the run.' },
        step: {
          type: 'string',
          minLength: 1,
          description: "The search's step there. Without it, the step of this name.",
        },
        changed: {
          type: 'string',
          enum: ['refuse', 'accept'],
          description:
            'What to do where population, algorithm or operators are not those of the earlier search. Other differences are refused always.',
          default: 'refuse',
        },
      },
    },
    SensitivityStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Measures mIoU against pruning ratio, one channel group at a time and all others whole. Outputs: `sensitivity`, `bounds`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'sensitivity', description: 'The kind of step.' },
        with: { $ref: '#/definitions/SensitivitySettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    SensitivitySettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `sensitivity`.',
      required: ['network', 'dataset'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives the trained network to prune.',
          'x-takes': 'network',
        },
        dataset: {
          type: 'string',
          minLength: 1,
          description: 'The dataset whose validation split judges.',
          'x-names': 'datasets',
        },
        ratios: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          description:
            "Pruning ratios: the share of a group's channels that goes, as far as `roundTo` allows.",
          items: {
            type: 'number',
            exclusiveMinimum: 0,
            exclusiveMaximum: 1,
            description: 'A pruning ratio.',
          },
          default: [0.1, 0.3, 0.5, 0.7, 0.9],
        },
        maxLoss: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          description:
            'How many points of mIoU a group may cost alone. The output `bounds` keeps a search from pruning a group beyond the largest ratio up to which all cost less.',
          default: 5,
        },
        protect: {
          type: 'array',
          description: 'Layers whose channels all stay, as glob patterns over layer names.',
          items: {
            type: 'string',
            minLength: 1,
            description: 'A glob pattern, such as `backbone.layer1.*`.',
          },
          default: [],
        },
        roundTo: {
          type: 'integer',
          minimum: 1,
          description: 'Channels are kept in multiples of this.',
          default: 1,
        },
        ranking: {
          type: 'string',
          enum: ['l1', 'l2', 'bn-scale', 'geometric-median', 'taylor', 'random'],
          description:
            'What tells important channels from others: `l1` and `l2`, the magnitude of their filters; `bn-scale`, the scale of the batch norm behind them; `geometric-median`, how unlike others a filter is; `taylor`, what the loss would lose, from gradients; `random`, a control.',
          default: 'l1',
        },
        rankingImages: {
          type: 'integer',
          minimum: 1,
          description:
            'Training images of which `taylor` takes gradients, at most; all where there are fewer.',
          default: 256,
        },
        evaluation: {
          $ref: '#/definitions/SingleEvaluation',
          description: 'How mIoU is measured, of the whole network too.',
          default: {},
        },
      },
    },
    SelectStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Chooses candidates from a front. Outputs: `candidates`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'select', description: 'The kind of step.' },
        with: { $ref: '#/definitions/SelectSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    SelectSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `select`.',
      required: ['from'],
      properties: {
        from: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a front.',
          'x-takes': 'front',
        },
        strategy: {
          type: 'string',
          enum: ['knee', 'spread', 'miou', 'cost', 'fastest-within', 'best-within'],
          description:
            '`knee`: those that bulge furthest from the line between the ends of the front. `spread`: evenly along the front. `miou`: the highest mIoU. `cost`: the lowest cost. `fastest-within`: the lowest latency, or another `metric`, of those that lose no more than `maxLoss`. `best-within`: the highest mIoU of those whose `metric` is within `budget`.',
          default: 'knee',
        },
        maxLoss: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          description:
            'Of `fastest-within`: points of mIoU, in hundredths, that a candidate may lose against the network before pruning, before it is fine-tuned.',
        },
        metric: {
          type: 'string',
          minLength: 1,
          description:
            'Of `best-within` and `fastest-within`: a metric, or arithmetic over metrics of the candidate and the baseline, that is better when smaller. For `fastest-within` it is the first latency among the objectives where it is not given.',
          examples: ['latency.edge', 'ops / baseline.ops'],
          'x-objective': true,
        },
        budget: {
          type: 'number',
          description:
            'Of `best-within`: the most that `metric` may be, in its own unit: milliseconds, millijoules, bytes, counts.',
        },
        count: {
          type: 'integer',
          minimum: 1,
          description: 'How many candidates to choose; all of them where the front has fewer.',
          default: 1,
        },
      },
    },
    FinetuneStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Trains a pruned candidate further. Outputs: `network`, `miou`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'finetune', description: 'The kind of step.' },
        with: { $ref: '#/definitions/FinetuneSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    FinetuneSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `finetune`.',
      required: ['candidate', 'epochs'],
      properties: {
        candidate: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a candidate.',
          'x-takes': 'candidate',
        },
        dataset: {
          type: 'string',
          minLength: 1,
          description: 'The dataset to train on; that of the search where it is not given.',
          'x-names': 'datasets',
        },
        epochs: { type: 'integer', minimum: 1, description: 'How many times the training split is seen.' },
        batchSize: { type: 'integer', minimum: 1, description: 'Images a training step.', default: 16 },
        optimizer: {
          type: 'string',
          enum: ['adam', 'sgd'],
          description: 'Adam, or stochastic gradient descent with momentum.',
          default: 'adam',
        },
        learningRate: {
          type: 'number',
          description: 'The highest learning rate, reached at the end of the warm-up.',
          exclusiveMinimum: 0,
          default: 0.001,
        },
        momentum: {
          type: 'number',
          description: 'Momentum of `sgd`; `adam` has no use for it.',
          minimum: 0,
          exclusiveMaximum: 1,
          default: 0.9,
        },
        weightDecay: {
          type: 'number',
          description: 'L2 penalty on the weights of convolutions.',
          minimum: 0,
          default: 0,
        },
        schedule: {
          type: 'string',
          enum: ['poly', 'cosine', 'constant'],
          description:
            'How the learning rate falls: `poly` is (1 - progress)^0.9, `cosine` half a cosine, `constant` not at all.',
          default: 'poly',
        },
        warmup: {
          type: 'number',
          description: 'Epochs over which the learning rate first rises linearly; a fraction is allowed.',
          minimum: 0,
          default: 0,
        },
        classWeights: {
          type: 'object',
          description: 'Weights of classes in the loss, by class name; a class that is not named weighs 1.',
          additionalProperties: { type: 'number', minimum: 0 },
          default: {},
        },
        augmentation: {
          $ref: '#/definitions/Augmentation',
          description: 'Random changes to training images.',
          default: {},
        },
      },
    },
    EvaluateStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Measures the mIoU of a network on a validation split. Outputs: `miou`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'evaluate', description: 'The kind of step.' },
        with: { $ref: '#/definitions/EvaluateSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    EvaluateSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `evaluate`.',
      required: ['network', 'dataset'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a network with weights.',
          'x-takes': 'network',
        },
        dataset: {
          type: 'string',
          minLength: 1,
          description: 'The dataset whose validation split is used.',
          'x-names': 'datasets',
        },
        images: {
          description: 'How many images of the split to use, from its start, or `all`.',
          default: 'all',
          if: { type: 'string' },
          then: { const: 'all', description: 'A number of images will do as well.' },
          else: { type: 'integer', minimum: 1 },
        },
      },
    },
    MeasureStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Measures what a network costs on a `device`, `command` or `vela` target, alone on the device worker. The report has it beside the solutions. Outputs: `latency`, in milliseconds.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'measure', description: 'The kind of step.' },
        with: { $ref: '#/definitions/MeasureSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    MeasureSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `measure`.',
      required: ['network', 'target'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a network with weights.',
          'x-takes': 'network',
        },
        target: {
          type: 'string',
          minLength: 1,
          description: 'The name of a `device`, `command` or `vela` target.',
          'x-names': 'targets',
        },
      },
    },
    ProfileStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Measures the layers of a network at chosen widths on the device worker, and writes a target file of the model `table`, for later pipelines to name. Outputs: `target`, the path of the file.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'profile', description: 'The kind of step.' },
        with: { $ref: '#/definitions/ProfileSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    ProfileSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `profile`.',
      required: ['network', 'target', 'file'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a network with weights.',
          'x-takes': 'network',
        },
        target: {
          type: 'string',
          minLength: 1,
          description: 'The name of a `device` target: how each layer is measured.',
          'x-names': 'targets',
        },
        widths: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: {
            type: 'number',
            exclusiveMinimum: 0,
            maximum: 1,
            description: "A share of a layer's channels.",
          },
          description:
            'At which shares of its input and of its output channels each layer is measured, one by one; at all of them always. Between them a table interpolates.',
          default: [0.25, 0.5, 0.75, 1],
        },
        file: {
          type: 'string',
          minLength: 1,
          description: 'Path of the target file to write, relative to the folder of the pipeline file.',
          'x-path': 'output',
        },
      },
    },
    CompileStep: {
      type: 'object',
      additionalProperties: false,
      description: 'Compiles a network for a target. Outputs: `program`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'compile', description: 'The kind of step.' },
        with: { $ref: '#/definitions/CompileSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    CompileSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `compile`.',
      required: ['network', 'target'],
      properties: {
        network: {
          type: 'string',
          minLength: 1,
          description: 'An expression that gives a network with weights.',
          'x-takes': 'network',
        },
        target: {
          type: 'string',
          minLength: 1,
          description: 'The name of the target.',
          'x-names': 'targets',
        },
        backend: {
          type: 'string',
          enum: ['onnx', 'pe-array', 'command', 'iree', 'tflite-vela'],
          description:
            'What to compile with: `onnx` writes an ONNX file with batch norm folded, `pe-array` a program for the accelerator that the target describes, `command` runs a tool of yours, `iree` writes a module of machine code for a processor, for which `espalier toolchain install iree` must have run, `tflite-vela` compiles for the Ethos-U that the target describes, likewise by its toolchain.',
          default: 'onnx',
        },
        precision: {
          type: 'string',
          enum: ['float32', 'int16', 'int8'],
          description:
            "The numbers that the program computes in. Without it the back end decides: `onnx` takes float32, `pe-array` the target's words.",
        },
        calibrationImages: {
          type: 'integer',
          minimum: 1,
          description:
            'Training images from which the ranges of activations are taken where the program is quantised; all where there are fewer.',
          default: 32,
        },
        evaluationImages: {
          type: 'integer',
          minimum: 0,
          description:
            'Validation images on which mIoU of the compiled program is taken beside that of the network; all where there are fewer.',
          default: 64,
        },
        command: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', description: 'An argument, as it is: no shell reads it.' },
          description:
            'Of `command`: the tool and its arguments. In them `{onnx}` is the path of the network, `{out}` where the first output goes, `{folder}` where all outputs go.',
        },
        outputs: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: {
            type: 'string',
            pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]*$',
            description: 'A file name without folders.',
          },
          description:
            'Of `command`: the files that the tool writes, the program first. Without it, one of the name `network.program`.',
        },
        architecture: {
          type: 'string',
          enum: ['x86-64', 'aarch64', 'riscv64'],
          description:
            "Of `iree`: the processor's architecture; without it, that of the machine that compiles.",
        },
        timeoutMinutes: {
          type: 'number',
          exclusiveMinimum: 0,
          description: 'How long a tool that compiles may take; without it, 30 minutes.',
        },
      },
    },
    ReportStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Writes the HTML report with its tables. Without `needs` it waits for all other steps. Outputs: `report`.',
      required: ['uses'],
      properties: {
        uses: { type: 'string', const: 'report', description: 'The kind of step.' },
        with: { $ref: '#/definitions/ReportSettings', description: 'Settings of the step.', default: {} },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    ReportSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `report`.',
      properties: {
        title: {
          type: 'string',
          minLength: 1,
          description: 'Heading of the report; the name of the pipeline where it is not given.',
        },
      },
    },
    Augmentation: {
      type: 'object',
      additionalProperties: false,
      description: 'Random changes to training images.',
      properties: {
        flip: {
          type: 'boolean',
          description: 'Mirror every second image, on average, left to right.',
          default: false,
        },
        crop: {
          type: 'boolean',
          description: 'Cut the window out of a scaled image at a random place, in place of its centre.',
          default: false,
        },
        scale: {
          type: 'object',
          additionalProperties: false,
          description: 'Scale each image by a random factor.',
          required: ['min', 'max'],
          properties: {
            min: { type: 'number', description: 'Smallest factor.', exclusiveMinimum: 0 },
            max: { type: 'number', description: 'Largest factor.', exclusiveMinimum: 0 },
          },
        },
      },
    },
    Objective: {
      type: 'object',
      description: 'A metric to make large or small.',
      if: { required: ['maximize'] },
      then: { $ref: '#/definitions/MaximizeObjective' },
      else: {
        if: {
          anyOf: [
            { required: ['target'] },
            { properties: { minimize: { const: 'latency' } }, required: ['minimize'] },
          ],
        },
        then: { $ref: '#/definitions/LatencyObjective' },
        else: { $ref: '#/definitions/MinimizeObjective' },
      },
    },
    MaximizeObjective: {
      type: 'object',
      additionalProperties: false,
      description: 'A metric to make large.',
      required: ['maximize'],
      properties: {
        maximize: {
          type: 'string',
          minLength: 1,
          description:
            'The metric, or an expression of metrics as constraints have them, such as `iou["traffic light"]`.',
          'x-objective': true,
        },
      },
    },
    LatencyObjective: {
      type: 'object',
      additionalProperties: false,
      description: 'The latency on a target, to make small.',
      required: ['minimize', 'target'],
      properties: {
        minimize: { type: 'string', const: 'latency', description: 'The metric; no other has a `target`.' },
        target: {
          type: 'string',
          minLength: 1,
          description: 'The name of the target.',
          'x-names': 'targets',
        },
      },
    },
    MinimizeObjective: {
      type: 'object',
      additionalProperties: false,
      description: 'A metric to make small.',
      required: ['minimize'],
      properties: {
        minimize: {
          type: 'string',
          minLength: 1,
          description:
            'The metric, or an expression of metrics as constraints have them, such as `0.5 * ops / baseline.ops + 0.5 * params / baseline.params`. `latency` alone wants a `target` beside it.',
          'x-objective': true,
        },
      },
    },
    Bound: {
      type: 'object',
      additionalProperties: false,
      description: 'Limits for the channel groups that a pattern means.',
      required: ['layers'],
      minProperties: 2,
      properties: {
        layers: {
          type: 'string',
          minLength: 1,
          description:
            'The id of a group, which means that group alone; else a glob pattern over ids of groups and names of their layers, such as `backbone.layer1.*`.',
        },
        minRatio: {
          type: 'number',
          description: 'The least share of the channels that is kept.',
          minimum: 0,
          maximum: 1,
        },
        maxRatio: {
          type: 'number',
          description: 'The greatest share of the channels that is kept.',
          exclusiveMinimum: 0,
          maximum: 1,
        },
        roundTo: { type: 'integer', minimum: 1, description: 'Channels are kept in multiples of this.' },
      },
    },
    Crossover: {
      type: 'object',
      additionalProperties: false,
      description: 'How two parents mix.',
      properties: {
        kind: {
          type: 'string',
          enum: ['sbx', 'uniform', 'one-point', 'two-point'],
          description:
            '`sbx`: simulated binary crossover. `uniform`: each gene from either parent. `one-point`, `two-point`: stretches of genes from either.',
          default: 'sbx',
        },
        probability: {
          type: 'number',
          description: 'How often a pair mixes at all.',
          minimum: 0,
          maximum: 1,
          default: 0.9,
        },
        eta: {
          type: 'number',
          description: 'Distribution index of `sbx`: the larger, the closer children stay to their parents.',
          minimum: 0,
          default: 15,
        },
      },
    },
    Mutation: {
      type: 'object',
      additionalProperties: false,
      description: 'How a child changes.',
      properties: {
        kind: {
          type: 'string',
          enum: ['polynomial', 'reset', 'creep'],
          description:
            '`polynomial`: polynomial mutation. `reset`: a new uniform value. `creep`: a step up or down.',
          default: 'polynomial',
        },
        probability: {
          type: 'number',
          description: 'How often each gene changes; one gene a child on average where it is not given.',
          minimum: 0,
          maximum: 1,
        },
        eta: {
          type: 'number',
          description: 'Distribution index of `polynomial`: the larger, the smaller the changes.',
          minimum: 0,
          default: 20,
        },
      },
    },
    CandidateEvaluation: {
      type: 'object',
      description: 'How the mIoU of a candidate is measured.',
      if: { required: ['stages'] },
      then: { $ref: '#/definitions/StagedEvaluation' },
      else: { $ref: '#/definitions/SingleEvaluation' },
    },
    SingleEvaluation: {
      type: 'object',
      additionalProperties: false,
      description: 'mIoU of every candidate on the same images.',
      properties: {
        images: {
          description: 'How many images of the validation split to use, from its start, or `all`.',
          default: 'all',
          if: { type: 'string' },
          then: { const: 'all', description: 'A number of images will do as well.' },
          else: { type: 'integer', minimum: 1 },
        },
        batchSize: { type: 'integer', minimum: 1, description: 'Images at a time.', default: 16 },
        recalibrationImages: {
          type: 'integer',
          minimum: 0,
          description:
            'Training images from which batch-norm statistics are computed again after pruning; 0 keeps the old ones.',
          default: 256,
        },
      },
    },
    StagedEvaluation: {
      type: 'object',
      additionalProperties: false,
      description:
        'mIoU on few images first. A candidate that a rival clearly dominates there is dropped; the others go on to the next stage, the last of which judges in full.',
      required: ['stages'],
      properties: {
        stages: {
          type: 'array',
          minItems: 2,
          description: 'Numbers of images, ascending.',
          items: { $ref: '#/definitions/EvaluationStage' },
        },
        confidence: {
          type: 'number',
          exclusiveMinimum: 0,
          description:
            'By how many standard errors of the difference on the same images, from a paired jackknife, the rival must be better.',
          default: 1.96,
        },
        batchSize: { type: 'integer', minimum: 1, description: 'Images at a time.', default: 16 },
        recalibrationImages: {
          type: 'integer',
          minimum: 0,
          description:
            'Training images from which batch-norm statistics are computed again after pruning; 0 keeps the old ones.',
          default: 256,
        },
      },
    },
    EvaluationStage: {
      type: 'object',
      additionalProperties: false,
      description: 'A stage of an evaluation.',
      required: ['images'],
      properties: {
        images: {
          description:
            'How many images of the validation split to use, or `all`. Images of a stage are among those of the next.',
          if: { type: 'string' },
          then: { const: 'all', description: 'A number of images will do as well.' },
          else: { type: 'integer', minimum: 1 },
        },
      },
    },
    Duration: {
      type: 'string',
      pattern: '^([0-9]+(\\.[0-9]+)?[dhms])+$',
      description: 'A time, such as `30s`, `10m`, `1h30m` or `2d`.',
      examples: ['30s'],
    },
    Retry: {
      type: 'object',
      additionalProperties: false,
      description: 'Further tries of a step that fails.',
      properties: {
        attempts: { type: 'integer', minimum: 2, maximum: 100, default: 3, description: 'Tries in all.' },
        delay: {
          $ref: '#/definitions/Duration',
          default: '10s',
          description: 'The wait before the second try.',
        },
        backoff: {
          type: 'number',
          minimum: 1,
          maximum: 10,
          default: 2,
          description: 'By how much each further wait is longer than the one before.',
        },
      },
    },
    Matrix: {
      type: 'object',
      description: 'The combinations of lists.',
      minProperties: 1,
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
      properties: {
        include: {
          type: 'array',
          items: { type: 'object', additionalProperties: {}, minProperties: 1 },
          default: [],
          description:
            'Combinations to add. One that agrees with combinations of the lists in all names that they share adds its other values to them; any other is a combination of its own.',
        },
        exclude: {
          type: 'array',
          items: { type: 'object', additionalProperties: {}, minProperties: 1 },
          default: [],
          description: 'Combinations to leave out: all that have these values. What `include` adds stays.',
        },
      },
      additionalProperties: {
        description: 'The values of a name, or an expression that gives them.',
        if: { type: 'array' },
        then: { type: 'array', items: {}, minItems: 1, maxItems: 1000 },
        else: { type: 'string', minLength: 1, 'x-takes': 'list' },
      },
    },
    CompareStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Compares the hypervolumes of fronts with those of the last run whose comparison went well, and fails where one has dropped. Outputs: `changes`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'compare', description: 'The kind of step.' },
        with: { $ref: '#/definitions/CompareSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    CompareSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `compare`.',
      required: ['fronts'],
      properties: {
        fronts: {
          type: 'string',
          minLength: 1,
          'x-takes': 'list',
          description: 'An expression that gives fronts.',
        },
        maxDrop: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          default: 0.02,
          description: 'The share of its hypervolume that a front may lose.',
        },
        series: {
          type: 'string',
          minLength: 1,
          description:
            "What runs are compared with each other: those with the same text here. Without it, those of the pipeline's name and the step's.",
        },
      },
    },
    PipelineStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Runs another pipeline file as a part of this one. Outputs: those that the file declares under `outputs`.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'pipeline', description: 'The kind of step.' },
        with: { $ref: '#/definitions/PipelineSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    PipelineSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `pipeline`.',
      required: ['file'],
      properties: {
        file: {
          type: 'string',
          pattern: '\\.ya?ml$',
          description: 'Path of the pipeline file, relative to the folder of this one.',
          examples: ['other.yaml'],
        },
        inputs: {
          type: 'object',
          default: {},
          additionalProperties: {},
          propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
          description: "Values of the file's inputs, by name.",
        },
      },
    },
    ExecStep: {
      type: 'object',
      additionalProperties: false,
      description:
        'Runs a program of your own, on a worker that allows it. Outputs: those of the settings, under their names.',
      required: ['uses', 'with'],
      properties: {
        uses: { type: 'string', const: 'exec', description: 'The kind of step.' },
        with: { $ref: '#/definitions/ExecSettings', description: 'Settings of the step.' },
        needs: {
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', minLength: 1, description: 'The name of a step.', 'x-names': 'steps' },
          description: 'Steps to wait for beside those whose outputs are used.',
          default: [],
        },
        if: {
          description:
            'Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.',
          if: { type: 'boolean' },
          then: { type: 'boolean' },
          else: { type: 'string', minLength: 1, 'x-takes': 'boolean' },
        },
        forEach: {
          description:
            'A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.',
          if: { type: 'array' },
          then: { type: 'array', items: {}, maxItems: 1000 },
          else: { type: 'string', minLength: 1, 'x-takes': 'list' },
        },
        matrix: {
          $ref: '#/definitions/Matrix',
          description:
            'Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.',
        },
        maxParallel: {
          type: 'integer',
          minimum: 1,
          description:
            'How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.',
        },
        retry: {
          $ref: '#/definitions/Retry',
          description:
            'How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.',
        },
        timeout: {
          $ref: '#/definitions/Duration',
          description: 'How long a try of the step, or of one of its elements, may take; then it fails.',
        },
        allowFailure: {
          type: 'boolean',
          default: false,
          description:
            'Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.',
        },
        taskQueue: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: "The task queue whose workers run the step, in place of the run's own.",
          examples: ['gpu'],
        },
      },
    },
    ExecSettings: {
      type: 'object',
      additionalProperties: false,
      description: 'Settings of `exec`.',
      required: ['command'],
      properties: {
        command: {
          type: 'array',
          minItems: 1,
          items: { type: 'string' },
          description:
            'The program and its arguments; no shell reads them. It works in the folder of the pipeline file. `{name}` stands for the path of the file of that name under `inputs` or `outputs`.',
        },
        inputs: {
          type: 'object',
          default: {},
          propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
          additionalProperties: {},
          description:
            'What the program reads, by name, each as a file: a network as ONNX, a file that another program wrote as it is, any other value as JSON.',
        },
        outputs: {
          type: 'object',
          default: {},
          propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
          additionalProperties: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
          description:
            'What the program writes: file names by name. A file that ends in `.json` gives its value, any other the file itself, which `load` takes as weights and `exec` as an input.',
        },
        environment: {
          type: 'object',
          default: {},
          additionalProperties: { type: 'string' },
          propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
          description: 'Variables beside those of the worker.',
        },
      },
    },
    InputSpec: {
      type: 'object',
      additionalProperties: false,
      description: 'A value that is given when the pipeline is started.',
      required: ['type'],
      properties: {
        type: {
          type: 'string',
          enum: ['string', 'integer', 'number', 'boolean', 'list', 'network', 'front', 'candidate', 'bounds'],
          description:
            'What it is. The elements of a `list` are free. Artifacts, such as a `network`, are what a pipeline gives to one that it runs.',
        },
        default: { description: 'Its value where none is given. Without it, one must be given.' },
        choices: { type: 'array', minItems: 1, items: {}, description: 'The values that it may have.' },
        minimum: { type: 'number', description: 'The least value of a number.' },
        maximum: { type: 'number', description: 'The greatest value of a number.' },
        description: { type: 'string', description: 'What it is for.' },
      },
    },
    Schedule: {
      type: 'object',
      additionalProperties: false,
      description:
        'Times at which a pipeline runs: those of `cron`, and those of `calendar`; one of the two is needed.',
      properties: {
        cron: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: {
            type: 'array',
            minItems: 1,
            items: { type: 'string', minLength: 1, description: 'A cron expression.' },
          },
          description:
            'A cron expression, or several: minute, hour, day of month, month, day of week, and if wanted the year behind them, then the second before them. `@daily` and the like, and `@every 90m`, do as well.',
        },
        calendar: {
          type: 'array',
          minItems: 1,
          items: { $ref: '#/definitions/CalendarEntry' },
          description: 'Times by their parts.',
        },
        timeZone: {
          type: 'string',
          minLength: 1,
          default: 'UTC',
          description:
            'The time zone that times are in, by its name in the IANA database, such as `Europe/Berlin`.',
        },
        overlap: {
          type: 'string',
          enum: ['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'terminate-other', 'allow-all'],
          default: 'skip',
          description:
            'What happens at a time when the run before is not over. `skip`: nothing. `buffer-one`, `buffer-all`: one or all of them start afterwards, one after the other. `cancel-other`, `terminate-other`: the run before is ended. `allow-all`: both run.',
        },
        catchUp: {
          type: 'string',
          minLength: 1,
          default: '24h',
          description:
            'How late a run may start that the server missed, such as `90s`, `30m`, `12h` or `7d`; at least `10s`.',
        },
        jitter: {
          type: 'string',
          minLength: 1,
          default: '0s',
          description:
            'Up to how much later than its time a run starts, at random, so that not all start at once.',
        },
        paused: {
          type: 'boolean',
          description:
            'Whether nothing runs for now. Without it, a schedule that was paused by hand stays paused.',
        },
      },
    },
    CalendarEntry: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      description:
        'A time by its parts. A part is a number, or a text as in a cron expression, such as `1-5`, `*/2` or `MON,WED`.',
      properties: {
        second: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: '0 to 59; without it, 0.',
        },
        minute: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: '0 to 59; without it, 0.',
        },
        hour: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: '0 to 23; without it, 0.',
        },
        dayOfMonth: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: '1 to 31; without it, every day.',
        },
        month: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: '1 to 12, or by name; without it, every month.',
        },
        dayOfWeek: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: '0 to 7, where 0 and 7 are Sunday, or by name; without it, every day.',
        },
        year: {
          if: { type: 'string' },
          then: { type: 'string', minLength: 1 },
          else: { type: 'integer' },
          description: 'Without it, every year.',
        },
      },
    },
    Notification: {
      type: 'object',
      additionalProperties: false,
      required: ['webhook'],
      description: 'Somebody to be told. That nobody can be told is shown, and fails no run.',
      properties: {
        webhook: {
          type: 'string',
          minLength: 1,
          description: 'An address, `http` or `https`, to which JSON is posted.',
        },
      },
    },
  },
} as const;
