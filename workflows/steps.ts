import { executeChild, patched, workflowInfo } from '@temporalio/workflow';
import type {
  BlobId,
  EvaluateAnswer,
  NamedDataset,
  RunContext,
  TrainRequest,
} from '../activities/messages.js';
import { compileTarget, isMeasured } from '../core/hardware/measured-target.js';
import type { HardwareTarget, StepSpec } from '../core/pipeline/document.js';
import type { Plan } from '../core/pipeline/plan.js';
import { TargetError } from '../core/errors.js';
import { liveReport } from './live-report.js';
import { measureOn } from './measure.js';
import { compilers, control, devices, slowControl, tensors } from './proxies.js';
import { withSamples } from './samples.js';
import { reportRequest } from './report-request.js';
import { knownMiou, type Outputs, type StepResult } from './results.js';
import type { pipeline } from './pipeline.js';
import type { search } from './search.js';
import { selectCandidates } from './select.js';
import type { sensitivity } from './sensitivity.js';
import { asBounds, asCandidate, asFront, asList, asNetwork, asPath } from './values.js';

/** A plan whose targets are all described. */
export type PlanWithTargets = Plan & { readonly targets: Readonly<Record<string, HardwareTarget>> };

export interface StepSurroundings {
  readonly run: RunContext;
  readonly plan: PlanWithTargets;
  /** The pipeline's text, and when its run began. */
  readonly text: string;
  readonly startedAt: string;
  /** Of the steps that are done. */
  readonly results: Readonly<Record<string, StepResult>>;
}

/** A step's own of what it is run with. */
export interface StepTurn {
  readonly id: string;
  /** What it is called where it runs for several elements. */
  readonly label: string;
  readonly seed: number;
  /** What a search is known by, whatever its run. */
  readonly origin: string;
  /** Gives the values of expressions. */
  readonly resolve: (value: unknown) => unknown;
}

/** Runs one step, or one element of it. */
export async function runStep(
  surroundings: StepSurroundings,
  step: StepSpec,
  { id, label, seed, origin, resolve }: StepTurn,
): Promise<Outputs> {
  const { run, plan } = surroundings;
  const { taskQueue } = step;
  const workflowId = `${workflowInfo().workflowId}/${nameOf(label)}`;
  switch (step.uses) {
    case 'load': {
      const { network: name, weights, dataset } = step.with;
      const spec = plan.networks[name];
      const named = dataset === undefined ? null : datasetOf(plan, dataset);
      return control.load.executeWithOptions({ summary: label }, [
        {
          run,
          name,
          spec,
          weights: weights === undefined ? null : asPath(resolve(weights)),
          dataset: named,
          seed,
        },
      ]);
    }
    case 'save': {
      const { network, weights } = step.with;
      return control.save.executeWithOptions({ summary: label }, [
        { run, network: asNetwork(resolve(network)), weights: asPath(resolve(weights)) },
      ]);
    }
    case 'train': {
      const { network, dataset, ...settings } = step.with;
      const start: TrainRequest['start'] =
        network in plan.networks
          ? { kind: 'declared', name: network, spec: plan.networks[network] }
          : { kind: 'network', network: asNetwork(resolve(network)) };
      return train(surroundings, label, {
        run,
        label: id,
        start,
        dataset: datasetOf(plan, dataset),
        settings,
        seed,
      });
    }
    case 'finetune': {
      const { candidate: expression, dataset, ...settings } = step.with;
      const candidate = asCandidate(resolve(expression));
      const data = datasetOf(plan, dataset ?? candidate.dataset);
      const start = { kind: 'candidate', candidate } as const;
      const tuned = await train(surroundings, label, {
        run,
        label: id,
        start,
        dataset: data,
        settings,
        seed,
      });
      if (!patched('judges-before-tuning')) return tuned;
      // Known already where another candidate of the network was tuned before.
      const summary = `${label}: evaluate before pruning`;
      return {
        ...tuned,
        before: await evaluateWhole(surroundings, id, summary, candidate.network, data, 'all'),
      };
    }
    case 'evaluate': {
      const { network, dataset, images } = step.with;
      return evaluateWhole(
        surroundings,
        id,
        label,
        asNetwork(resolve(network)),
        datasetOf(plan, dataset),
        images,
      );
    }
    case 'measure': {
      const network = asNetwork(resolve(step.with.network));
      const { target } = step.with;
      const spec = plan.targets[target];
      if (!isMeasured(spec)) throw notMeasured(target, spec.model);
      const request = { run, label: id, network, plan: null };
      const { [target]: measured } = await measureOn({ [target]: spec }, {}, label, request, taskQueue);
      return { latency: measured.latencyMs, measured: { network, target, measured } };
    }
    case 'profile': {
      const network = asNetwork(resolve(step.with.network));
      const { target: name, widths, file } = step.with;
      const target = plan.targets[name];
      if (target.model !== 'device') throw notMeasured(name, target.model);
      return devices(taskQueue).profile.executeWithOptions({ summary: label }, [
        { run, label: id, network, target, widths, file },
      ]);
    }
    case 'search': {
      const settings = step.with;
      const initial = Array.isArray(settings.initial)
        ? settings.initial
        : asFront(resolve(settings.initial)).candidates.map(({ genome }) => genome);
      const { generations, population } = settings;
      const output = await executeChild<typeof search>('search', {
        workflowId,
        taskQueue,
        staticSummary:
          generations === undefined
            ? `${label}: generations of ${String(population)}`
            : `${label}: ${String(generations)} generations of ${String(population)}`,
        args: [
          {
            run,
            step: nameOf(label),
            origin,
            network: asNetwork(resolve(settings.network)),
            dataset: datasetOf(plan, settings.dataset),
            targets: plan.targets,
            settings: { ...settings, bounds: asBounds(resolve(settings.bounds)), initial },
            seed,
            ...liveReport(surroundings),
          },
        ],
      });
      return { ...output };
    }
    case 'sensitivity': {
      const settings = step.with;
      const output = await executeChild<typeof sensitivity>('sensitivity', {
        workflowId,
        taskQueue,
        staticSummary: `${label}: ${String(settings.ratios.length)} pruning ratios`,
        args: [
          {
            run,
            step: nameOf(label),
            network: asNetwork(resolve(settings.network)),
            dataset: datasetOf(plan, settings.dataset),
            settings,
            seed,
          },
        ],
      });
      return { ...output };
    }
    case 'select':
      return {
        candidates: selectCandidates(asFront(resolve(step.with.from)), step.with),
      };
    case 'compile': {
      const network = asNetwork(resolve(step.with.network));
      const target = { name: step.with.target, spec: compileTarget(plan.targets[step.with.target]) };
      const { backend, precision, calibrationImages, evaluationImages, ...settings } = step.with;
      const { command, outputs, timeoutMinutes, architecture } = settings;
      return compilers(taskQueue).compile.executeWithOptions({ summary: label }, [
        {
          run,
          network,
          backend,
          precision,
          tool: { command, outputs, timeoutMinutes, architecture },
          images: { calibration: calibrationImages, evaluation: evaluationImages },
          target,
          datasets: plan.datasets,
          miou: knownMiou(surroundings.results, network),
        },
      ]);
    }
    case 'compare': {
      const { fronts, maxDrop, series } = step.with;
      const found = asList(resolve(fronts)).map(asFront);
      const changes = await control.compare.executeWithOptions({ summary: label }, [
        {
          run,
          series: series ?? `${plan.name}/${id}`,
          hypervolumes: found.map(({ search: name, hypervolume }) => ({ name, hypervolume })),
          maxDrop,
        },
      ]);
      return { changes: changes.map(({ change }) => change) };
    }
    case 'pipeline': {
      const { file, inputs } = step.with;
      const { outputs } = await executeChild<typeof pipeline>('pipeline', {
        workflowId,
        taskQueue,
        staticSummary: `${label}: ${file}`,
        args: [file, { inputs, folder: run.base }],
      });
      return outputs;
    }
    case 'exec':
      return compilers(taskQueue).exec.executeWithOptions({ summary: label }, [
        { run, label: nameOf(label), ...step.with },
      ]);
    case 'report':
      return {
        report: await slowControl.report.executeWithOptions({ summary: label }, [
          { ...reportRequest(surroundings), ...(await withSamples(surroundings, id, label)) },
        ]),
      };
  }
}

/** A label as a part of an identifier. */
function nameOf(label: string): string {
  return label.replace(' ', '-');
}

async function train(surroundings: StepSurroundings, label: string, request: TrainRequest): Promise<Outputs> {
  const { network } = await tensors().train.executeWithOptions({ summary: label }, [request]);
  const judged = await evaluateWhole(
    surroundings,
    request.label,
    `${label}: evaluate`,
    network,
    request.dataset,
    'all',
  );
  return { network, ...judged };
}

/** mIoU of a network as it is, over the validation split. */
async function evaluateWhole(
  { run }: StepSurroundings,
  label: string,
  summary: string,
  network: BlobId,
  dataset: NamedDataset,
  images: number | 'all',
): Promise<{ miou: number; perClassIou: EvaluateAnswer['perClassIou'] }> {
  const { miou, perClassIou } = await tensors().evaluate.executeWithOptions({ summary }, [
    {
      run,
      label,
      network,
      plan: null,
      dataset,
      settings: { images, batchSize: 16, recalibrationImages: 0 },
      seed: run.seed,
    },
  ]);
  return { miou, perClassIou };
}

function notMeasured(target: string, model: string): TargetError {
  return new TargetError('TARGET_NOT_MEASURED', `The target '${target}' has the model '${model}'.`, {
    hint: 'A measure step takes a target of the model device, command or vela, a profile step one of the model device.',
  });
}

function datasetOf(plan: Plan, name: string): NamedDataset {
  return { name, spec: plan.datasets[name] };
}
