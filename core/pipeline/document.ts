/* Generated from schemas/pipeline.source.json by `npm run docs`. Do not edit. */

/**
 * A network: imported from an ONNX file, or built from a published architecture.
 */
export type NetworkSpec = ImportedNetwork | Architecture;
/**
 * A network built from a published architecture.
 */
export type Architecture = DeepLabV3PlusArchitecture | DeepLabV3Architecture | UNetArchitecture;
/**
 * A dataset.
 */
export type DatasetSpec = DigitsDataset | FolderDataset | CityscapesDataset;
/**
 * A piece of hardware: described here, in a file of its own, or in the library.
 */
export type TargetSpec = TargetFile | LibraryTarget | HardwareTarget;
/**
 * A piece of hardware, by its model.
 */
export type HardwareTarget =
  PeArrayTarget | SystolicTarget | RooflineTarget | TableTarget | DeviceTarget | CommandTarget | VelaTarget;
/**
 * A step.
 */
export type StepSpec =
  | TrainStep
  | LoadStep
  | SaveStep
  | SearchStep
  | SensitivityStep
  | SelectStep
  | FinetuneStep
  | EvaluateStep
  | MeasureStep
  | ProfileStep
  | CompileStep
  | ReportStep
  | CompareStep
  | PipelineStep
  | ExecStep;
/**
 * A time, such as `30s`, `10m`, `1h30m` or `2d`.
 */
export type Duration = string;
/**
 * A metric to make large or small.
 */
export type Objective = MaximizeObjective | LatencyObjective | MinimizeObjective;
/**
 * How the mIoU of a candidate is measured.
 */
export type CandidateEvaluation = StagedEvaluation | SingleEvaluation;

/**
 * A pipeline: networks, datasets and targets by name, and the steps that use them.
 */
export interface PipelineDocument {
  /**
   * Version of the language.
   */
  readonly version: 1;
  /**
   * Name of the pipeline: lower-case letters, digits and hyphens.
   */
  readonly name: string;
  /**
   * Inputs by name, read as `${{ inputs.<name> }}` and set by `--set <name>=<value>`.
   */
  readonly inputs: {
    readonly [k: string]: InputSpec;
  };
  /**
   * Where all random choices derive from. The same seed gives the same run.
   */
  readonly seed: number;
  /**
   * Networks by name.
   */
  readonly networks: {
    readonly [k: string]: NetworkSpec;
  };
  /**
   * Datasets by name.
   */
  readonly datasets: {
    readonly [k: string]: DatasetSpec;
  };
  /**
   * Targets by name.
   */
  readonly targets: {
    readonly [k: string]: TargetSpec;
  };
  /**
   * Steps by name. Steps without a path between them run at the same time.
   */
  readonly steps: {
    readonly [k: string]: StepSpec;
  };
  /**
   * Steps by name that run when all others have ended, whether those were done, failed or cancelled. `run.state` says which.
   */
  readonly finally: {
    readonly [k: string]: StepSpec;
  };
  /**
   * What the pipeline gives to one that uses it: expressions by name.
   */
  readonly outputs: {
    readonly [k: string]: string;
  };
  /**
   * When the pipeline runs by itself, once `espalier schedule apply` has told the server.
   */
  readonly schedule?: Schedule;
  /**
   * Whom to tell of a run that is done.
   */
  readonly onSuccess?: Notification;
  /**
   * Whom to tell of a run that has failed. A run that is cancelled is not told of.
   */
  readonly onFailure?: Notification;
}
/**
 * A value that is given when the pipeline is started.
 */
export interface InputSpec {
  /**
   * What it is. The elements of a `list` are free. Artifacts, such as a `network`, are what a pipeline gives to one that it runs.
   */
  readonly type:
    'string' | 'integer' | 'number' | 'boolean' | 'list' | 'network' | 'front' | 'candidate' | 'bounds';
  /**
   * Its value where none is given. Without it, one must be given.
   */
  readonly default?: {
    readonly [k: string]: unknown;
  };
  /**
   * The values that it may have.
   *
   * @minItems 1
   */
  readonly choices?: readonly unknown[];
  /**
   * The least value of a number.
   */
  readonly minimum?: number;
  /**
   * The greatest value of a number.
   */
  readonly maximum?: number;
  /**
   * What it is for.
   */
  readonly description?: string;
}
/**
 * A network of your own, with its weights, from an ONNX file.
 */
export interface ImportedNetwork {
  /**
   * Path of the ONNX file, opset 11 to 21, relative to the folder of the pipeline file.
   */
  readonly onnx: string;
  /**
   * Size of the input images. Without it, the size that the file fixes.
   */
  readonly input?: Size;
  /**
   * Name of the output that gives the class scores. Without it, the first.
   */
  readonly output?: string;
  /**
   * How images become inputs. Without it, as ImageNet's are.
   */
  readonly normalisation?: Normalisation;
}
/**
 * A size in pixels.
 */
export interface Size {
  /**
   * Height in pixels.
   */
  readonly height: number;
  /**
   * Width in pixels.
   */
  readonly width: number;
}
/**
 * A pixel's value, from 0 to 1, becomes (value - mean) / deviation, for red, green and blue.
 */
export interface Normalisation {
  /**
   * Mean of red, green and blue.
   *
   * @minItems 3
   * @maxItems 3
   *
   * Items: Mean of a channel.
   */
  readonly mean: readonly number[];
  /**
   * Deviation of red, green and blue.
   *
   * @minItems 3
   * @maxItems 3
   *
   * Items: Deviation of a channel.
   */
  readonly deviation: readonly number[];
}
/**
 * DeepLabV3+ on a ResNet (Chen et al. 2018).
 */
export interface DeepLabV3PlusArchitecture {
  /**
   * The architecture.
   */
  readonly architecture: 'deeplabv3plus';
  /**
   * The backbone.
   */
  readonly backbone: 'resnet18' | 'resnet50';
  /**
   * Factor on the number of channels of every layer.
   */
  readonly width: number;
  /**
   * Input size over the size of the last backbone features.
   */
  readonly outputStride: 8 | 16;
  /**
   * Depthwise-separable 3x3 convolutions in pyramid and decoder, in place of plain ones.
   */
  readonly separable: boolean;
  /**
   * Size of the input images.
   */
  readonly input: Size;
}
/**
 * DeepLabV3 on a ResNet (Chen et al. 2017), as torchvision builds it.
 */
export interface DeepLabV3Architecture {
  /**
   * The architecture.
   */
  readonly architecture: 'deeplabv3';
  /**
   * The backbone.
   */
  readonly backbone: 'resnet18' | 'resnet50';
  /**
   * Factor on the number of channels of every layer.
   */
  readonly width: number;
  /**
   * Input size over the size of the last backbone features.
   */
  readonly outputStride: 8 | 16;
  /**
   * Size of the input images.
   */
  readonly input: Size;
}
/**
 * U-Net (Ronneberger et al. 2015), padded, with batch norm.
 */
export interface UNetArchitecture {
  /**
   * The architecture.
   */
  readonly architecture: 'unet';
  /**
   * How many times the encoder halves height and width.
   */
  readonly depth: number;
  /**
   * Channels at the size of the input; each halving doubles them.
   */
  readonly base: number;
  /**
   * How the decoder enlarges: `transposed` convolutions, or a 1x1 convolution and a `bilinear` resize.
   */
  readonly upsampling: 'transposed' | 'bilinear';
  /**
   * Size of the input images.
   */
  readonly input: Size;
}
/**
 * Scenes composed of handwritten digits, labelled by pixel.
 */
export interface DigitsDataset {
  /**
   * The kind of dataset.
   */
  readonly kind: 'digits';
  /**
   * Scenes in the training split, an epoch.
   */
  readonly train: number;
  /**
   * Scenes in the validation split.
   */
  readonly validation: number;
  /**
   * Compose new training scenes each epoch, in place of the same ones.
   */
  readonly fresh: boolean;
}
/**
 * Images and label maps in folders, paired by file name.
 */
export interface FolderDataset {
  /**
   * The kind of dataset.
   */
  readonly kind: 'folder';
  /**
   * Folder of the images, PNG or JPEG, relative to the folder of the pipeline file.
   */
  readonly images: string;
  /**
   * Folder of the label maps: PNG, a class index a pixel, 255 where it does not count.
   */
  readonly labels: string;
  /**
   * Names of the classes; a label is an index into them.
   *
   * @minItems 2
   * @maxItems 255
   *
   * Items: Name of a class.
   */
  readonly classes: readonly string[];
  /**
   * Share of the pairs that is kept for validation.
   */
  readonly validation: number;
}
/**
 * Cityscapes as it is distributed: street scenes with the 19 classes of its benchmark.
 */
export interface CityscapesDataset {
  /**
   * The kind of dataset.
   */
  readonly kind: 'cityscapes';
  /**
   * The folder that has `leftImg8bit` and `gtFine` in it, relative to the folder of the pipeline file.
   */
  readonly root: string;
  /**
   * Train on windows of this size out of the images, each at a random place, in place of whole images.
   */
  readonly crop?: Size;
}
/**
 * A target that a file describes.
 */
export interface TargetFile {
  /**
   * Path of the target file, relative to the folder of the pipeline file.
   */
  readonly file: string;
}
/**
 * A target that ships with Espalier.
 */
export interface LibraryTarget {
  /**
   * Name of a file in Espalier's folder `targets`, without its ending: lower-case letters, digits and hyphens.
   */
  readonly library: string;
}
/**
 * An array of processing elements with on-chip buffers, unrolled in space over channels and kernel columns.
 */
export interface PeArrayTarget {
  /**
   * The hardware model.
   */
  readonly model: 'pe-array';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * How many loop iterations run in parallel.
   */
  readonly spatialUnroll: {
    /**
     * Input channels.
     */
    readonly C: number;
    /**
     * Output channels.
     */
    readonly K: number;
    /**
     * Kernel columns.
     */
    readonly FX: number;
  };
  /**
   * Clock in MHz.
   */
  readonly clockMhz: number;
  /**
   * Bits of a weight or activation.
   */
  readonly wordBits: number;
  /**
   * Bandwidth of external memory in gigabits a second.
   */
  readonly dramGbps: number;
  /**
   * Size of an output tile; 10x10 where it is not given. The first layer is always computed in strips of 80x1, a dilated one pixel by pixel.
   */
  readonly tile?: Size;
  /**
   * Cycles lost for each tile, C input channels and K output channels. Default 0.
   */
  readonly passCycles?: number;
  /**
   * What shares external memory while the array computes: input `windows` alone, the default, or `all`, weights, operands of fused additions and outputs too.
   */
  readonly traffic?: 'windows' | 'all';
  /**
   * Energy figures. Without them, those of the literature for the word size.
   */
  readonly energy?: EnergyFigures;
}
/**
 * What a layer's energy is added up from. A figure that is not given is 0.
 */
export interface EnergyFigures {
  /**
   * Picojoules of a multiply-accumulate.
   */
  readonly macPj?: number;
  /**
   * Picojoules of a byte that passes on-chip memory.
   */
  readonly sramPjPerByte?: number;
  /**
   * Picojoules of a byte that passes external memory.
   */
  readonly dramPjPerByte?: number;
  /**
   * Watts drawn as long as the network runs.
   */
  readonly watts?: number;
}
/**
 * A systolic array, as SCALE-Sim has it.
 */
export interface SystolicTarget {
  /**
   * The hardware model.
   */
  readonly model: 'systolic';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * Size of the array.
   */
  readonly array: ArraySize;
  /**
   * What stays in the array: outputs (`os`), weights (`ws`) or inputs (`is`).
   */
  readonly dataflow: 'os' | 'ws' | 'is';
  /**
   * Clock in MHz.
   */
  readonly clockMhz: number;
  /**
   * Bits of a weight or activation.
   */
  readonly wordBits: number;
  /**
   * Bandwidth of external memory in gigabits a second. Without it memory never stalls the array.
   */
  readonly dramGbps?: number;
  /**
   * On-chip memories. Without them everything fits.
   */
  readonly sramKiB?: SramSizes;
  /**
   * Energy figures. Without them, those of the literature for the word size.
   */
  readonly energy?: EnergyFigures;
}
/**
 * A size in multiply-accumulate units.
 */
export interface ArraySize {
  /**
   * Rows.
   */
  readonly height: number;
  /**
   * Columns.
   */
  readonly width: number;
}
/**
 * Double-buffered memories in KiB, both halves.
 */
export interface SramSizes {
  /**
   * For inputs.
   */
  readonly ifmap: number;
  /**
   * For weights.
   */
  readonly filter: number;
  /**
   * For outputs and partial sums.
   */
  readonly ofmap: number;
}
/**
 * A processor that is known by its peaks: a GPU, a CPU.
 */
export interface RooflineTarget {
  /**
   * The hardware model.
   */
  readonly model: 'roofline';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * Peak rate in 10^9 multiply-accumulates a second.
   */
  readonly peakGmacs: number;
  /**
   * Bandwidth of external memory in gigabits a second.
   */
  readonly dramGbps: number;
  /**
   * Bits of a weight or activation.
   */
  readonly wordBits: number;
  /**
   * Microseconds that starting a kernel takes, one a layer. Default 0.
   */
  readonly launchUs?: number;
  /**
   * Share of both peaks that a large layer reaches. Default 1.
   */
  readonly efficiency?: number;
  /**
   * What is computed at a time. Without it, any shape uses the peak in full.
   */
  readonly tile?: ComputeTile;
  /**
   * Energy figures. Without them, those of the literature for the word size.
   */
  readonly energy?: EnergyFigures;
}
/**
 * A part of a layer's output that one unit computes at a time.
 */
export interface ComputeTile {
  /**
   * Output pixels.
   */
  readonly pixels: number;
  /**
   * Output channels.
   */
  readonly channels: number;
  /**
   * Units that work at the same time: cores, multiprocessors.
   */
  readonly units: number;
}
/**
 * A device whose layers were measured at chosen numbers of channels.
 */
export interface TableTarget {
  /**
   * The hardware model.
   */
  readonly model: 'table';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * Bits of a weight or activation.
   */
  readonly wordBits: number;
  /**
   * The layers, by the names that `espalier score` gives the rows of the network.
   *
   * @minItems 1
   */
  readonly layers: readonly MeasuredLayer[];
  /**
   * Energy figures. Without them, those of the literature for the word size.
   */
  readonly energy?: EnergyFigures;
}
/**
 * Latency of a layer at numbers of channels; others are interpolated.
 */
export interface MeasuredLayer {
  /**
   * Name of the layer.
   */
  readonly layer: string;
  /**
   * Numbers of input channels, ascending.
   *
   * @minItems 1
   *
   * Items: A number of channels.
   */
  readonly inChannels: readonly number[];
  /**
   * Numbers of output channels, ascending; `[0]` for a layer that is no convolution.
   *
   * @minItems 1
   *
   * Items: A number of channels.
   */
  readonly outChannels: readonly number[];
  /**
   * Milliseconds: a list for each of `inChannels`, with a number for each of `outChannels`.
   *
   * @minItems 1
   */
  readonly latencyMs: readonly number[][];
}
/**
 * Hardware in the loop: the network itself runs in onnxruntime on the device of a worker of the role `device`. Known of it is `latency.<target>` alone.
 */
export interface DeviceTarget {
  /**
   * The hardware model.
   */
  readonly model: 'device';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * Images a run; the latency is that of a run. Default 1.
   */
  readonly batch?: number;
  /**
   * Threads that a run may use. Default 1.
   */
  readonly threads?: number;
  /**
   * Runs before the first that counts. Default 5.
   */
  readonly warmup?: number;
  /**
   * Runs whose median is the latency. Default 30.
   */
  readonly repetitions?: number;
  /**
   * Up to which spread, the distance of the quartiles as a share of the median, a measurement counts as quiet. A noisy one is made again. Default 0.05.
   */
  readonly maxSpread?: number;
  /**
   * How often a measurement is made at the most while it is noisy. The one with the least spread counts, and is recorded as noisy where it is. Default 3.
   */
  readonly attempts?: number;
}
/**
 * A program of yours that says what a network costs: a board behind ssh, a vendor's estimator. It is started without a shell on a worker of the role `device`, and its last line must be JSON: `latencyMs`, and `energyMj` where it knows. Known of it are `latency.<target>` and, where the program says it, `energy.<target>`.
 */
export interface CommandTarget {
  /**
   * The hardware model.
   */
  readonly model: 'command';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * The program and its arguments. `{onnx}` in one of them stands for the path of the network's ONNX file. It runs in the folder of the pipeline file.
   *
   * @minItems 1
   *
   * Items: The program, then its arguments.
   */
  readonly command: readonly string[];
  /**
   * After which time it is ended, as a failure. Default 600.
   */
  readonly timeoutSeconds?: number;
}
/**
 * An Arm Ethos-U. In a search Arm's compiler Vela compiles each candidate, on a worker of the role `device`, and its estimate of cycles is the latency; `espalier toolchain install tflite-vela` must have run there. Known of it are `latency.<target>` and, the SRAM that Vela allots, `memory.<target>`. The back end `tflite-vela` compiles for it.
 */
export interface VelaTarget {
  /**
   * The hardware model.
   */
  readonly model: 'vela';
  /**
   * What the hardware is.
   */
  readonly description?: string;
  /**
   * The processor and its multiply-accumulates a cycle: Vela's `--accelerator-config`.
   */
  readonly accelerator:
    | 'ethos-u55-32'
    | 'ethos-u55-64'
    | 'ethos-u55-128'
    | 'ethos-u55-256'
    | 'ethos-u65-256'
    | 'ethos-u65-512'
    | 'ethos-u85-128'
    | 'ethos-u85-256'
    | 'ethos-u85-512'
    | 'ethos-u85-1024'
    | 'ethos-u85-2048';
  /**
   * Clock and memories, by a name in the file `Arm/vela.ini` that comes with Vela, such as `Ethos_U55_High_End_Embedded`.
   */
  readonly systemConfig: string;
  /**
   * What lies in which memory, by a name in the same file: `Sram_Only`, `Shared_Sram`, `Dedicated_Sram` and others.
   */
  readonly memoryMode: string;
  /**
   * KiB of SRAM that activations may take, in place of what the memory mode says.
   */
  readonly arenaCacheKiB?: number;
  /**
   * Whether Vela goes for speed or for little memory. Default performance.
   */
  readonly optimise?: 'performance' | 'size';
  /**
   * How long Vela may take for a candidate. Default 600.
   */
  readonly timeoutSeconds?: number;
}
/**
 * Trains a network. Outputs: `network`, `miou`.
 */
export interface TrainStep {
  /**
   * The kind of step.
   */
  readonly uses: 'train';
  /**
   * Settings of the step.
   */
  readonly with: TrainSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `train`.
 */
export interface TrainSettings {
  /**
   * The name of a network, to train from scratch, or from its own weights where it comes from an ONNX file, or an expression that gives one with weights.
   */
  readonly network: string;
  /**
   * The name of the dataset to train on.
   */
  readonly dataset: string;
  /**
   * How many times the training split is seen.
   */
  readonly epochs: number;
  /**
   * Images a training step.
   */
  readonly batchSize: number;
  /**
   * Adam, or stochastic gradient descent with momentum.
   */
  readonly optimizer: 'adam' | 'sgd';
  /**
   * The highest learning rate, reached at the end of the warm-up.
   */
  readonly learningRate: number;
  /**
   * Momentum of `sgd`; `adam` has no use for it.
   */
  readonly momentum: number;
  /**
   * L2 penalty on the weights of convolutions.
   */
  readonly weightDecay: number;
  /**
   * How the learning rate falls: `poly` is (1 - progress)^0.9, `cosine` half a cosine, `constant` not at all.
   */
  readonly schedule: 'poly' | 'cosine' | 'constant';
  /**
   * Epochs over which the learning rate first rises linearly; a fraction is allowed.
   */
  readonly warmup: number;
  /**
   * Weights of classes in the loss, by class name; a class that is not named weighs 1.
   */
  readonly classWeights: {
    readonly [k: string]: number;
  };
  /**
   * Random changes to training images.
   */
  readonly augmentation: Augmentation;
}
/**
 * Random changes to training images.
 */
export interface Augmentation {
  /**
   * Mirror every second image, on average, left to right.
   */
  readonly flip: boolean;
  /**
   * Cut the window out of a scaled image at a random place, in place of its centre.
   */
  readonly crop: boolean;
  /**
   * Scale each image by a random factor.
   */
  readonly scale?: {
    /**
     * Smallest factor.
     */
    readonly min: number;
    /**
     * Largest factor.
     */
    readonly max: number;
  };
}
/**
 * The combinations of lists.
 */
export interface Matrix {
  /**
   * Combinations to add. One that agrees with combinations of the lists in all names that they share adds its other values to them; any other is a combination of its own.
   */
  readonly include: {
    readonly [k: string]: unknown;
  }[];
  /**
   * Combinations to leave out: all that have these values. What `include` adds stays.
   */
  readonly exclude: {
    readonly [k: string]: unknown;
  }[];
  /**
   * The values of a name, or an expression that gives them.
   */
  readonly [k: string]:
    | readonly unknown[]
    | string
    | {
        readonly [k: string]: unknown;
      }[];
}
/**
 * Further tries of a step that fails.
 */
export interface Retry {
  /**
   * Tries in all.
   */
  readonly attempts: number;
  /**
   * The wait before the second try.
   */
  readonly delay: Duration;
  /**
   * By how much each further wait is longer than the one before.
   */
  readonly backoff: number;
}
/**
 * Reads weights into a network. Outputs: `network`.
 */
export interface LoadStep {
  /**
   * The kind of step.
   */
  readonly uses: 'load';
  /**
   * Settings of the step.
   */
  readonly with: LoadSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `load`.
 */
export interface LoadSettings {
  /**
   * The name of a network.
   */
  readonly network: string;
  /**
   * The dataset whose classes the network tells apart. Without it, the weights say how many classes there are.
   */
  readonly dataset?: string;
  /**
   * Path of a safetensors file, relative to the folder of the pipeline file; expressions in it are filled in. A network from an ONNX file has weights of its own and needs none.
   */
  readonly weights?: string;
}
/**
 * Writes the weights of a network into a file. Outputs: `weights`.
 */
export interface SaveStep {
  /**
   * The kind of step.
   */
  readonly uses: 'save';
  /**
   * Settings of the step.
   */
  readonly with: SaveSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `save`.
 */
export interface SaveSettings {
  /**
   * An expression that gives a network.
   */
  readonly network: string;
  /**
   * Path of the safetensors file to write, relative to the folder of the pipeline file; expressions in it are filled in.
   */
  readonly weights: string;
}
/**
 * Searches for prune plans of a network with NSGA-II. Outputs: `front`.
 */
export interface SearchStep {
  /**
   * The kind of step.
   */
  readonly uses: 'search';
  /**
   * Settings of the step.
   */
  readonly with: SearchSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `search`.
 */
export interface SearchSettings {
  /**
   * An expression that gives the trained network to prune.
   */
  readonly network: string;
  /**
   * The dataset whose validation split judges candidates.
   */
  readonly dataset: string;
  /**
   * How candidates are bred and survive: NSGA-II; NSGA-III, for three objectives and more; or `random`, a control.
   */
  readonly algorithm: 'nsga2' | 'nsga3' | 'random';
  /**
   * Of `nsga3`: into how many steps its reference directions divide each objective. Without it, as many as the population has room for.
   */
  readonly divisions?: number;
  /**
   * Candidates a generation, |P|.
   */
  readonly population: number;
  /**
   * How many generations are bred at the most, n. May be left out where `stop` says when to end.
   */
  readonly generations?: number;
  /**
   * When to end before that: at the first limit that is met.
   */
  readonly stop: Termination;
  /**
   * A search of another run to go on with, in place of a new one.
   */
  readonly resume?: Resumption;
  /**
   * What to make large or small.
   *
   * @minItems 1
   */
  readonly objectives: readonly Objective[];
  /**
   * Targets that every candidate within the constraints is measured on, whether or not the search reads what is found: `device`, `command` and `vela` targets.
   *
   * Items: The name of a target.
   */
  readonly measure?: readonly string[];
  /**
   * Comparisons that a candidate must meet, such as `ops <= 0.6 * baseline.ops`. The metrics are `miou`, `iou.<class>`, `ops`, `macs`, `params`, `latency.<target>`, `energy.<target>` and `memory.<target>`; `baseline` has those of the network before pruning. A class whose name is no identifier is quoted: `iou["traffic light"]`.
   *
   * Items: A comparison of metrics.
   */
  readonly constraints: readonly string[];
  /**
   * Layers whose channels all stay, as glob patterns over layer names.
   *
   * Items: A glob pattern, such as `backbone.layer1.*`.
   */
  readonly protect: readonly string[];
  /**
   * Channels are kept in multiples of this.
   */
  readonly roundTo: number;
  /**
   * The least share of the channels of a group that is kept.
   */
  readonly minRatio: number;
  /**
   * The greatest share of the channels of a group that is kept.
   */
  readonly maxRatio: number;
  /**
   * Limits for some channel groups in place of those above, or an expression that gives them, such as the output `bounds` of a `sensitivity` step. A later entry wins.
   */
  readonly bounds: readonly Bound[] | string;
  /**
   * What tells important channels from others: `l1` and `l2`, the magnitude of their filters; `bn-scale`, the scale of the batch norm behind them; `geometric-median`, how unlike others a filter is; `taylor`, what the loss would lose, from gradients; `random`, a control.
   */
  readonly ranking: 'l1' | 'l2' | 'bn-scale' | 'geometric-median' | 'taylor' | 'random';
  /**
   * Training images of which `taylor` takes gradients, at most; all where there are fewer.
   */
  readonly rankingImages: number;
  /**
   * Candidates to begin with, before sampled ones: the front of an earlier search, or genomes, each a list of one number a channel group: the channels kept, in units of `roundTo`.
   */
  readonly initial: readonly number[][] | string;
  /**
   * How the first generation is drawn: each gene alone, as a ladder of uniform pruning ratios, or as a Latin hypercube.
   */
  readonly sampling: 'uniform' | 'ladder' | 'latin-hypercube';
  /**
   * How two parents mix.
   */
  readonly crossover: Crossover;
  /**
   * How a child changes.
   */
  readonly mutation: Mutation;
  /**
   * How the mIoU of a candidate is measured.
   */
  readonly evaluation: CandidateEvaluation;
  /**
   * What becomes of a candidate whose evaluation fails: `penalise` leaves it out of the evolution, `retry` evaluates it once more after the others of its generation, before it counts as failed, and `abort` fails the search.
   */
  readonly onFailure: 'penalise' | 'retry' | 'abort';
  /**
   * How many candidates may fail before the search does; any number where it is not given.
   */
  readonly maxFailed?: number;
}
/**
 * Limits of a search, any of them together.
 */
export interface Termination {
  /**
   * Candidates whose mIoU is judged, those counted whose mIoU an earlier run has judged. The generation that reaches it is finished.
   */
  readonly evaluations?: number;
  /**
   * Wall time since the search began.
   */
  readonly minutes?: number;
  /**
   * How little the hypervolume may grow.
   */
  readonly stagnation?: Stagnation;
  /**
   * Comparisons, as in `constraints`, all of which a candidate of the front must meet.
   *
   * Items: A comparison of metrics.
   */
  readonly goal: readonly string[];
}
/**
 * The search ends where the hypervolume has grown by no more than `tolerance` of itself over the last `generations`.
 */
export interface Stagnation {
  /**
   * How far to look back.
   */
  readonly generations: number;
  /**
   * A share of the hypervolume.
   */
  readonly tolerance: number;
}
/**
 * A search that has ended or was stopped, and is gone on with: more generations give the very result that a longer search would have given.
 */
export interface Resumption {
  /**
   * The workflow id of the run.
   */
  readonly run: string;
  /**
   * The search's step there. Without it, the step of this name.
   */
  readonly step?: string;
  /**
   * What to do where population, algorithm or operators are not those of the earlier search. Other differences are refused always.
   */
  readonly changed: 'refuse' | 'accept';
}
/**
 * A metric to make large.
 */
export interface MaximizeObjective {
  /**
   * The metric, or an expression of metrics as constraints have them, such as `iou["traffic light"]`.
   */
  readonly maximize: string;
}
/**
 * The latency on a target, to make small.
 */
export interface LatencyObjective {
  /**
   * The metric; no other has a `target`.
   */
  readonly minimize: 'latency';
  /**
   * The name of the target.
   */
  readonly target: string;
}
/**
 * A metric to make small.
 */
export interface MinimizeObjective {
  /**
   * The metric, or an expression of metrics as constraints have them, such as `0.5 * ops / baseline.ops + 0.5 * params / baseline.params`. `latency` alone wants a `target` beside it.
   */
  readonly minimize: string;
}
/**
 * Limits for the channel groups that a pattern means.
 */
export interface Bound {
  /**
   * The id of a group, which means that group alone; else a glob pattern over ids of groups and names of their layers, such as `backbone.layer1.*`.
   */
  readonly layers: string;
  /**
   * The least share of the channels that is kept.
   */
  readonly minRatio?: number;
  /**
   * The greatest share of the channels that is kept.
   */
  readonly maxRatio?: number;
  /**
   * Channels are kept in multiples of this.
   */
  readonly roundTo?: number;
}
/**
 * How two parents mix.
 */
export interface Crossover {
  /**
   * `sbx`: simulated binary crossover. `uniform`: each gene from either parent. `one-point`, `two-point`: stretches of genes from either.
   */
  readonly kind: 'sbx' | 'uniform' | 'one-point' | 'two-point';
  /**
   * How often a pair mixes at all.
   */
  readonly probability: number;
  /**
   * Distribution index of `sbx`: the larger, the closer children stay to their parents.
   */
  readonly eta: number;
}
/**
 * How a child changes.
 */
export interface Mutation {
  /**
   * `polynomial`: polynomial mutation. `reset`: a new uniform value. `creep`: a step up or down.
   */
  readonly kind: 'polynomial' | 'reset' | 'creep';
  /**
   * How often each gene changes; one gene a child on average where it is not given.
   */
  readonly probability?: number;
  /**
   * Distribution index of `polynomial`: the larger, the smaller the changes.
   */
  readonly eta: number;
}
/**
 * mIoU on few images first. A candidate that a rival clearly dominates there is dropped; the others go on to the next stage, the last of which judges in full.
 */
export interface StagedEvaluation {
  /**
   * Numbers of images, ascending.
   *
   * @minItems 2
   */
  readonly stages: readonly EvaluationStage[];
  /**
   * By how many standard errors of the difference on the same images, from a paired jackknife, the rival must be better.
   */
  readonly confidence: number;
  /**
   * Images at a time.
   */
  readonly batchSize: number;
  /**
   * Training images from which batch-norm statistics are computed again after pruning; 0 keeps the old ones.
   */
  readonly recalibrationImages: number;
}
/**
 * A stage of an evaluation.
 */
export interface EvaluationStage {
  /**
   * How many images of the validation split to use, or `all`. Images of a stage are among those of the next.
   */
  readonly images: 'all' | number;
}
/**
 * mIoU of every candidate on the same images.
 */
export interface SingleEvaluation {
  /**
   * How many images of the validation split to use, from its start, or `all`.
   */
  readonly images: 'all' | number;
  /**
   * Images at a time.
   */
  readonly batchSize: number;
  /**
   * Training images from which batch-norm statistics are computed again after pruning; 0 keeps the old ones.
   */
  readonly recalibrationImages: number;
}
/**
 * Measures mIoU against pruning ratio, one channel group at a time and all others whole. Outputs: `sensitivity`, `bounds`.
 */
export interface SensitivityStep {
  /**
   * The kind of step.
   */
  readonly uses: 'sensitivity';
  /**
   * Settings of the step.
   */
  readonly with: SensitivitySettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `sensitivity`.
 */
export interface SensitivitySettings {
  /**
   * An expression that gives the trained network to prune.
   */
  readonly network: string;
  /**
   * The dataset whose validation split judges.
   */
  readonly dataset: string;
  /**
   * Pruning ratios: the share of a group's channels that goes, as far as `roundTo` allows.
   *
   * @minItems 1
   *
   * Items: A pruning ratio.
   */
  readonly ratios: readonly number[];
  /**
   * How many points of mIoU a group may cost alone. The output `bounds` keeps a search from pruning a group beyond the largest ratio up to which all cost less.
   */
  readonly maxLoss: number;
  /**
   * Layers whose channels all stay, as glob patterns over layer names.
   *
   * Items: A glob pattern, such as `backbone.layer1.*`.
   */
  readonly protect: readonly string[];
  /**
   * Channels are kept in multiples of this.
   */
  readonly roundTo: number;
  /**
   * What tells important channels from others: `l1` and `l2`, the magnitude of their filters; `bn-scale`, the scale of the batch norm behind them; `geometric-median`, how unlike others a filter is; `taylor`, what the loss would lose, from gradients; `random`, a control.
   */
  readonly ranking: 'l1' | 'l2' | 'bn-scale' | 'geometric-median' | 'taylor' | 'random';
  /**
   * Training images of which `taylor` takes gradients, at most; all where there are fewer.
   */
  readonly rankingImages: number;
  /**
   * How mIoU is measured, of the whole network too.
   */
  readonly evaluation: SingleEvaluation;
}
/**
 * Chooses candidates from a front. Outputs: `candidates`.
 */
export interface SelectStep {
  /**
   * The kind of step.
   */
  readonly uses: 'select';
  /**
   * Settings of the step.
   */
  readonly with: SelectSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `select`.
 */
export interface SelectSettings {
  /**
   * An expression that gives a front.
   */
  readonly from: string;
  /**
   * `knee`: those that bulge furthest from the line between the ends of the front. `spread`: evenly along the front. `miou`: the highest mIoU. `cost`: the lowest cost. `fastest-within`: the lowest latency, or another `metric`, of those that lose no more than `maxLoss`. `best-within`: the highest mIoU of those whose `metric` is within `budget`.
   */
  readonly strategy: 'knee' | 'spread' | 'miou' | 'cost' | 'fastest-within' | 'best-within';
  /**
   * Of `fastest-within`: points of mIoU, in hundredths, that a candidate may lose against the network before pruning, before it is fine-tuned.
   */
  readonly maxLoss?: number;
  /**
   * Of `best-within` and `fastest-within`: a metric, or arithmetic over metrics of the candidate and the baseline, that is better when smaller. For `fastest-within` it is the first latency among the objectives where it is not given.
   */
  readonly metric?: string;
  /**
   * Of `best-within`: the most that `metric` may be, in its own unit: milliseconds, millijoules, bytes, counts.
   */
  readonly budget?: number;
  /**
   * How many candidates to choose; all of them where the front has fewer.
   */
  readonly count: number;
}
/**
 * Trains a pruned candidate further. Outputs: `network`, `miou`.
 */
export interface FinetuneStep {
  /**
   * The kind of step.
   */
  readonly uses: 'finetune';
  /**
   * Settings of the step.
   */
  readonly with: FinetuneSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `finetune`.
 */
export interface FinetuneSettings {
  /**
   * An expression that gives a candidate.
   */
  readonly candidate: string;
  /**
   * The dataset to train on; that of the search where it is not given.
   */
  readonly dataset?: string;
  /**
   * How many times the training split is seen.
   */
  readonly epochs: number;
  /**
   * Images a training step.
   */
  readonly batchSize: number;
  /**
   * Adam, or stochastic gradient descent with momentum.
   */
  readonly optimizer: 'adam' | 'sgd';
  /**
   * The highest learning rate, reached at the end of the warm-up.
   */
  readonly learningRate: number;
  /**
   * Momentum of `sgd`; `adam` has no use for it.
   */
  readonly momentum: number;
  /**
   * L2 penalty on the weights of convolutions.
   */
  readonly weightDecay: number;
  /**
   * How the learning rate falls: `poly` is (1 - progress)^0.9, `cosine` half a cosine, `constant` not at all.
   */
  readonly schedule: 'poly' | 'cosine' | 'constant';
  /**
   * Epochs over which the learning rate first rises linearly; a fraction is allowed.
   */
  readonly warmup: number;
  /**
   * Weights of classes in the loss, by class name; a class that is not named weighs 1.
   */
  readonly classWeights: {
    readonly [k: string]: number;
  };
  /**
   * Random changes to training images.
   */
  readonly augmentation: Augmentation;
}
/**
 * Measures the mIoU of a network on a validation split. Outputs: `miou`.
 */
export interface EvaluateStep {
  /**
   * The kind of step.
   */
  readonly uses: 'evaluate';
  /**
   * Settings of the step.
   */
  readonly with: EvaluateSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `evaluate`.
 */
export interface EvaluateSettings {
  /**
   * An expression that gives a network with weights.
   */
  readonly network: string;
  /**
   * The dataset whose validation split is used.
   */
  readonly dataset: string;
  /**
   * How many images of the split to use, from its start, or `all`.
   */
  readonly images: 'all' | number;
}
/**
 * Measures what a network costs on a `device`, `command` or `vela` target, alone on the device worker. The report has it beside the solutions. Outputs: `latency`, in milliseconds.
 */
export interface MeasureStep {
  /**
   * The kind of step.
   */
  readonly uses: 'measure';
  /**
   * Settings of the step.
   */
  readonly with: MeasureSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `measure`.
 */
export interface MeasureSettings {
  /**
   * An expression that gives a network with weights.
   */
  readonly network: string;
  /**
   * The name of a `device`, `command` or `vela` target.
   */
  readonly target: string;
}
/**
 * Measures the layers of a network at chosen widths on the device worker, and writes a target file of the model `table`, for later pipelines to name. Outputs: `target`, the path of the file.
 */
export interface ProfileStep {
  /**
   * The kind of step.
   */
  readonly uses: 'profile';
  /**
   * Settings of the step.
   */
  readonly with: ProfileSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `profile`.
 */
export interface ProfileSettings {
  /**
   * An expression that gives a network with weights.
   */
  readonly network: string;
  /**
   * The name of a `device` target: how each layer is measured.
   */
  readonly target: string;
  /**
   * At which shares of its input and of its output channels each layer is measured, one by one; at all of them always. Between them a table interpolates.
   *
   * @minItems 1
   *
   * Items: A share of a layer's channels.
   */
  readonly widths: readonly number[];
  /**
   * Path of the target file to write, relative to the folder of the pipeline file.
   */
  readonly file: string;
}
/**
 * Compiles a network for a target. Outputs: `program`.
 */
export interface CompileStep {
  /**
   * The kind of step.
   */
  readonly uses: 'compile';
  /**
   * Settings of the step.
   */
  readonly with: CompileSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `compile`.
 */
export interface CompileSettings {
  /**
   * An expression that gives a network with weights.
   */
  readonly network: string;
  /**
   * The name of the target.
   */
  readonly target: string;
  /**
   * What to compile with: `onnx` writes an ONNX file with batch norm folded, `pe-array` a program for the accelerator that the target describes, `command` runs a tool of yours, `iree` writes a module of machine code for a processor, for which `espalier toolchain install iree` must have run, `tflite-vela` compiles for the Ethos-U that the target describes, likewise by its toolchain.
   */
  readonly backend: 'onnx' | 'pe-array' | 'command' | 'iree' | 'tflite-vela';
  /**
   * The numbers that the program computes in. Without it the back end decides: `onnx` takes float32, `pe-array` the target's words.
   */
  readonly precision?: 'float32' | 'int16' | 'int8';
  /**
   * Training images from which the ranges of activations are taken where the program is quantised; all where there are fewer.
   */
  readonly calibrationImages: number;
  /**
   * Validation images on which mIoU of the compiled program is taken beside that of the network; all where there are fewer.
   */
  readonly evaluationImages: number;
  /**
   * Of `command`: the tool and its arguments. In them `{onnx}` is the path of the network, `{out}` where the first output goes, `{folder}` where all outputs go.
   *
   * @minItems 1
   *
   * Items: An argument, as it is: no shell reads it.
   */
  readonly command?: readonly string[];
  /**
   * Of `command`: the files that the tool writes, the program first. Without it, one of the name `network.program`.
   *
   * @minItems 1
   *
   * Items: A file name without folders.
   */
  readonly outputs?: readonly string[];
  /**
   * Of `iree`: the processor's architecture; without it, that of the machine that compiles.
   */
  readonly architecture?: 'x86-64' | 'aarch64' | 'riscv64';
  /**
   * How long a tool that compiles may take; without it, 30 minutes.
   */
  readonly timeoutMinutes?: number;
}
/**
 * Writes the HTML report with its tables. Without `needs` it waits for all other steps. Outputs: `report`.
 */
export interface ReportStep {
  /**
   * The kind of step.
   */
  readonly uses: 'report';
  /**
   * Settings of the step.
   */
  readonly with: ReportSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `report`.
 */
export interface ReportSettings {
  /**
   * Heading of the report; the name of the pipeline where it is not given.
   */
  readonly title?: string;
}
/**
 * Compares the hypervolumes of fronts with those of the last run whose comparison went well, and fails where one has dropped. Outputs: `changes`.
 */
export interface CompareStep {
  /**
   * The kind of step.
   */
  readonly uses: 'compare';
  /**
   * Settings of the step.
   */
  readonly with: CompareSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `compare`.
 */
export interface CompareSettings {
  /**
   * An expression that gives fronts.
   */
  readonly fronts: string;
  /**
   * The share of its hypervolume that a front may lose.
   */
  readonly maxDrop: number;
  /**
   * What runs are compared with each other: those with the same text here. Without it, those of the pipeline's name and the step's.
   */
  readonly series?: string;
}
/**
 * Runs another pipeline file as a part of this one. Outputs: those that the file declares under `outputs`.
 */
export interface PipelineStep {
  /**
   * The kind of step.
   */
  readonly uses: 'pipeline';
  /**
   * Settings of the step.
   */
  readonly with: PipelineSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `pipeline`.
 */
export interface PipelineSettings {
  /**
   * Path of the pipeline file, relative to the folder of this one.
   */
  readonly file: string;
  /**
   * Values of the file's inputs, by name.
   */
  readonly inputs: {
    readonly [k: string]: unknown;
  };
}
/**
 * Runs a program of your own, on a worker that allows it. Outputs: those of the settings, under their names.
 */
export interface ExecStep {
  /**
   * The kind of step.
   */
  readonly uses: 'exec';
  /**
   * Settings of the step.
   */
  readonly with: ExecSettings;
  /**
   * Steps to wait for beside those whose outputs are used.
   *
   * Items: The name of a step.
   */
  readonly needs: readonly string[];
  /**
   * Whether the step runs: an expression that gives true or false. A step that does not run is skipped, with those that use its outputs. Without it, the step runs when all that it needs is done.
   */
  readonly if?: boolean | string;
  /**
   * A list, or an expression that gives one. The step runs once for each element, which is `${{ item }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly forEach?: readonly unknown[] | string;
  /**
   * Lists by name. The step runs once for every combination of their elements, which are `${{ matrix.<name> }}` in its settings, and its outputs are lists under the plural of their names.
   */
  readonly matrix?: Matrix;
  /**
   * How many elements of `forEach` or combinations of `matrix` run at the same time. Without it, all.
   */
  readonly maxParallel?: number;
  /**
   * How often a step that fails is tried again. Without it, never; what can be expected to pass by itself, such as the death of a worker, is mended in any case.
   */
  readonly retry?: Retry;
  /**
   * How long a try of the step, or of one of its elements, may take; then it fails.
   */
  readonly timeout?: Duration;
  /**
   * Whether the run succeeds although this step fails. Steps that use its outputs are skipped then.
   */
  readonly allowFailure: boolean;
  /**
   * The task queue whose workers run the step, in place of the run's own.
   */
  readonly taskQueue?: string;
}
/**
 * Settings of `exec`.
 */
export interface ExecSettings {
  /**
   * The program and its arguments; no shell reads them. It works in the folder of the pipeline file. `{name}` stands for the path of the file of that name under `inputs` or `outputs`.
   *
   * @minItems 1
   */
  readonly command: readonly string[];
  /**
   * What the program reads, by name, each as a file: a network as ONNX, a file that another program wrote as it is, any other value as JSON.
   */
  readonly inputs: {
    readonly [k: string]: unknown;
  };
  /**
   * What the program writes: file names by name. A file that ends in `.json` gives its value, any other the file itself, which `load` takes as weights and `exec` as an input.
   */
  readonly outputs: {
    readonly [k: string]: string;
  };
  /**
   * Variables beside those of the worker.
   */
  readonly environment: {
    readonly [k: string]: string;
  };
}
/**
 * Times at which a pipeline runs: those of `cron`, and those of `calendar`; one of the two is needed.
 */
export interface Schedule {
  /**
   * A cron expression, or several: minute, hour, day of month, month, day of week, and if wanted the year behind them, then the second before them. `@daily` and the like, and `@every 90m`, do as well.
   */
  readonly cron?: string | string[];
  /**
   * Times by their parts.
   *
   * @minItems 1
   */
  readonly calendar?: readonly CalendarEntry[];
  /**
   * The time zone that times are in, by its name in the IANA database, such as `Europe/Berlin`.
   */
  readonly timeZone: string;
  /**
   * What happens at a time when the run before is not over. `skip`: nothing. `buffer-one`, `buffer-all`: one or all of them start afterwards, one after the other. `cancel-other`, `terminate-other`: the run before is ended. `allow-all`: both run.
   */
  readonly overlap: 'skip' | 'buffer-one' | 'buffer-all' | 'cancel-other' | 'terminate-other' | 'allow-all';
  /**
   * How late a run may start that the server missed, such as `90s`, `30m`, `12h` or `7d`; at least `10s`.
   */
  readonly catchUp: string;
  /**
   * Up to how much later than its time a run starts, at random, so that not all start at once.
   */
  readonly jitter: string;
  /**
   * Whether nothing runs for now. Without it, a schedule that was paused by hand stays paused.
   */
  readonly paused?: boolean;
}
/**
 * A time by its parts. A part is a number, or a text as in a cron expression, such as `1-5`, `* /2` or `MON,WED`.
 */
export interface CalendarEntry {
  /**
   * 0 to 59; without it, 0.
   */
  readonly second?: string | number;
  /**
   * 0 to 59; without it, 0.
   */
  readonly minute?: string | number;
  /**
   * 0 to 23; without it, 0.
   */
  readonly hour?: string | number;
  /**
   * 1 to 31; without it, every day.
   */
  readonly dayOfMonth?: string | number;
  /**
   * 1 to 12, or by name; without it, every month.
   */
  readonly month?: string | number;
  /**
   * 0 to 7, where 0 and 7 are Sunday, or by name; without it, every day.
   */
  readonly dayOfWeek?: string | number;
  /**
   * Without it, every year.
   */
  readonly year?: string | number;
}
/**
 * Somebody to be told. That nobody can be told is shown, and fails no run.
 */
export interface Notification {
  /**
   * An address, `http` or `https`, to which JSON is posted.
   */
  readonly webhook: string;
}
