import { compare } from './compare.js';
import { compareStage } from './compare-stage.js';
import { compile } from './compile.js';
import { evaluate } from './evaluate.js';
import { exec } from './exec.js';
import { keepSearch, keptSearch } from './kept-searches.js';
import { load } from './load.js';
import { measure } from './measure.js';
import type * as messages from './messages.js';
import { notify } from './notify.js';
import { profile } from './profile.js';
import { readNested, readPipeline } from './read-pipeline.js';
import { recall, remember } from './record.js';
import { report } from './report.js';
import { reportRunning } from './report-running.js';
import { saliency } from './saliency.js';
import { samples } from './samples.js';
import { save } from './save.js';
import { prune, pruneAndScore, score, space } from './search-space.js';
import { AttributesOfServer } from './search-attributes.js';
import { sweep } from './sensitivity.js';
import type { Surroundings } from './surroundings.js';
import { readTargets } from './targets.js';
import { train } from './train.js';
import type { BlobId } from '../runtime/store/store.js';

/** Light activities, run beside the workflows. */
export function controlActivities(surroundings: Surroundings) {
  const attributes = new AttributesOfServer();
  return {
    usableAttributes: () => attributes.usable(),
    readPipeline: (path: string, folder?: string | null) => readPipeline(surroundings, path, folder),
    readNested: (paths: readonly string[], folder: string | null) => readNested(surroundings, paths, folder),
    readTargets: (request: messages.TargetsRequest) => readTargets(surroundings, request),
    load: (request: messages.LoadRequest) => load(surroundings, request),
    save: (request: messages.SaveRequest) => save(surroundings, request),
    space: (request: messages.SpaceRequest) => space(surroundings, request),
    prune: (request: messages.PruneRequest) => prune(surroundings, request),
    pruneAndScore: (request: messages.PruneAndScoreRequest) => pruneAndScore(surroundings, request),
    sweep: (request: messages.SweepRequest) => sweep(surroundings, request),
    score: (request: messages.ScoreRequest) => score(surroundings, request),
    compare: (request: messages.CompareSeriesRequest) => compare(surroundings, request),
    compareStage: (request: messages.CompareRequest) => compareStage(surroundings, request),
    remember: (value: unknown) => remember(surroundings, value),
    recall: (id: BlobId) => recall(surroundings, id),
    keepSearch: (request: messages.KeepSearchRequest) => keepSearch(surroundings, request),
    keptSearch: (name: messages.SearchName) => keptSearch(surroundings, name),
    notify: (request: messages.NotifyRequest) => notify(request),
    report: (request: messages.ReportRequest) => report(surroundings, request),
    reportRunning: (request: messages.RunningReportRequest) => reportRunning(surroundings, request),
  };
}

/** Heavy activities, one at a time a worker. */
export function tensorActivities(surroundings: Surroundings) {
  return {
    train: (request: messages.TrainRequest) => train(surroundings, request),
    evaluate: (request: messages.EvaluateRequest) => evaluate(surroundings, request),
    saliency: (request: messages.SaliencyRequest) => saliency(surroundings, request),
    samples: (request: messages.SamplesRequest) => samples(surroundings, request),
  };
}

/** Measurements, one at a time and nothing beside them. */
export function deviceActivities(surroundings: Surroundings) {
  return {
    measure: (request: messages.MeasureRequest) => measure(surroundings, request),
    profile: (request: messages.ProfileRequest) => profile(surroundings, request),
  };
}

/** Toolchains. */
export function compileActivities(surroundings: Surroundings) {
  return {
    compile: (request: messages.CompileRequest) => compile(surroundings, request),
    exec: (request: messages.ExecRequest) => exec(surroundings, request),
  };
}

export type ControlActivities = ReturnType<typeof controlActivities>;
export type TensorActivities = ReturnType<typeof tensorActivities>;
export type DeviceActivities = ReturnType<typeof deviceActivities>;
export type CompileActivities = ReturnType<typeof compileActivities>;
