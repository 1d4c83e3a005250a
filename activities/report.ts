import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { measuredMetrics } from '../core/hardware/measured-target.js';
import type { Measurement } from '../core/hardware/measurement.js';
import { detailTables } from '../runtime/report/detail-tables.js';
import { isSamples } from '../runtime/report/samples.js';
import { renderReport, type Samples } from '../runtime/report/html.js';
import {
  candidatesOf,
  type ClassIouRecord,
  type CompiledNetworkRecord,
  keptChannels,
  type GenerationRecord,
  type ProgramRecord,
  type RunRecord,
  type SearchRecord,
  type SensitivityRecord,
  type SolutionRecord,
} from '../runtime/report/record.js';
import { frontCsv, resultsJson, sensitivityCsv, solutionsCsv } from '../runtime/report/tables.js';
import { projectRoot } from '../runtime/project.js';
import { getJson } from '../runtime/store/json.js';
import type { BlobId, Store } from '../runtime/store/store.js';
import type {
  CandidateRef,
  NetworkArtifact,
  ProgramRef,
  PublishedFile,
  ReportAnswer,
  ReportRequest,
  SearchSummary,
  TrainedNetwork,
} from './messages.js';
import { layersOf } from './report-layers.js';
import { networkOf, readArtifact } from './networks.js';
import { publish } from './publish.js';
import { publishCandidatePlan, publishPlan } from './publish-plan.js';
import { cheapMetrics } from './search-space.js';
import type { Surroundings } from './surroundings.js';

/** Draws the run: one HTML page, and the same figures as JSON and CSV. */
export async function report(surroundings: Surroundings, request: ReportRequest): Promise<ReportAnswer> {
  const { store } = surroundings;
  const searches = await Promise.all(request.searches.map((id) => readSearch(store, id)));
  const sensitivities = await Promise.all(
    (request.sensitivities ?? []).map((id) => readSensitivity(store, id)),
  );
  for (const candidate of request.selected ?? [])
    await publishCandidatePlan(surroundings, request.run, candidate);
  const found = await solutions(surroundings, request, searches);
  const record: RunRecord = {
    ...request.record,
    finishedAt: new Date().toISOString(),
    versions: await versions(),
    searches,
    sensitivities,
    solutions: found.map(({ solution }) => solution),
    layers: await layersOf(store, request, found),
    compiled: await compiledNetworks(store, request.programs),
  };
  const { run } = request;
  const details = Object.entries(detailTables(record));
  return {
    html: await publish(
      surroundings,
      run,
      'report.html',
      renderReport(record, await samplesOf(store, request)),
    ),
    results: await publish(surroundings, run, 'results.json', resultsJson(record)),
    front: await publish(surroundings, run, 'front.csv', frontCsv(record)),
    solutions: await publish(surroundings, run, 'solutions.csv', solutionsCsv(record)),
    ...(sensitivities.length === 0
      ? {}
      : {
          sensitivity: await publish(surroundings, run, 'sensitivity.csv', sensitivityCsv(record)),
        }),
    details: await Promise.all(details.map(([name, text]) => publish(surroundings, run, name, text))),
  };
}

/** A solution with what it was made of. */
export interface FoundSolution {
  readonly solution: SolutionRecord;
  readonly artifact: NetworkArtifact;
  readonly origin: CandidateRef;
}

async function solutions(
  surroundings: Surroundings,
  request: ReportRequest,
  searches: readonly SearchRecord[],
): Promise<FoundSolution[]> {
  const { store } = surroundings;
  const trained = new Map(request.finetuned.map((each) => [each.network, each]));
  const programs = byNetwork(request.programs);
  const ids = new Set<BlobId>([...trained.keys(), ...programs.keys()]);
  const found: FoundSolution[] = [];
  for (const id of ids) {
    const artifact = await readArtifact(store, id);
    if (artifact.origin === null) continue;
    const plan = await publishPlan(surroundings, request.run, artifact);
    const compiled = programs.get(id) ?? [];
    const program = compiled.find(({ onnx }) => onnx !== undefined) ?? compiled.at(0);
    const reached = trained.get(id);
    const measured = measurementsOf(request, id);
    const metrics = {
      ...cheapMetrics(await networkOf(store, artifact), request.targets),
      ...measuredMetrics(measured),
    };
    const before = measuredMetrics(measurementsOf(request, artifact.origin.network));
    const solution = {
      name: artifact.name,
      search: artifact.origin.search,
      candidate: artifact.origin.id,
      kept: keptOf(artifact.origin, searches),
      baseline: { ...artifact.origin.baseline, ...before },
      pruned: artifact.origin.metrics,
      finetuned: reached === undefined ? undefined : { ...metrics, miou: reached.miou },
      ...(reached?.before === undefined ? {} : { unpruned: { miou: reached.before.miou } }),
      classIou: classIou(artifact, artifact.origin, searches, reached),
      ...(Object.keys(measured).length === 0 ? {} : { measured }),
      artifacts: {
        ...(plan === null ? {} : { plan: besideReport(plan) }),
        ...(program === undefined
          ? {}
          : {
              ...(program.onnx === undefined ? {} : { onnx: besideReport(program.onnx) }),
              manifest: besideReport(program.manifest),
              maxDifference: program.maxDifference,
            }),
      },
      programs: compiled.map(programRecord),
    };
    found.push({ solution, artifact, origin: artifact.origin });
  }
  return found;
}

/** What measure steps found of a network, by target. */
function measurementsOf(
  { measured = [] }: ReportRequest,
  network: BlobId,
): Readonly<Record<string, Measurement>> {
  const found = measured.filter((each) => each.network === network);
  return Object.fromEntries(found.map(({ target, measured: each }) => [target, each]));
}

/** What was compiled of networks that come from no search. */
async function compiledNetworks(
  store: Store,
  programs: readonly ProgramRef[],
): Promise<CompiledNetworkRecord[]> {
  const found: CompiledNetworkRecord[] = [];
  for (const [id, compiled] of byNetwork(programs)) {
    const { origin, name } = await readArtifact(store, id);
    if (origin === null) found.push({ name, programs: compiled.map(programRecord) });
  }
  return found;
}

function byNetwork(programs: readonly ProgramRef[]): ReadonlyMap<BlobId, readonly ProgramRef[]> {
  const networks = new Map<BlobId, ProgramRef[]>();
  for (const program of programs) {
    networks.set(program.network, [...(networks.get(program.network) ?? []), program]);
  }
  return networks;
}

function programRecord({ files, manifest, ...program }: ProgramRef): ProgramRecord {
  const { backend, precision, target, score, latencies } = program;
  return {
    backend,
    precision,
    target,
    files: files.map(besideReport),
    manifest: besideReport(manifest),
    score,
    latencies,
  };
}

/** The report lies in the same folder, and may be moved with it. */
function besideReport(file: PublishedFile): PublishedFile {
  return { ...file, path: basename(file.path) };
}

/** IoU by class, as far as the search and the fine-tuning tell it. */
function classIou(
  { classes }: NetworkArtifact,
  { search, id }: CandidateRef,
  searches: readonly SearchRecord[],
  reached: TrainedNetwork | undefined,
): ClassIouRecord | undefined {
  const found = searches.find(({ step }) => step === search);
  const baseline = reached?.before?.perClassIou ?? found?.baselineIou;
  const pruned = found === undefined ? undefined : candidatesOf(found, [id]).at(0)?.perClassIou;
  const all = { baseline, pruned, finetuned: reached?.perClassIou };
  return Object.values(all).every((each) => each === undefined) ? undefined : { classes, ...all };
}

function keptOf(origin: CandidateRef, searches: readonly SearchRecord[]): Record<string, number> {
  return keptChannels(searches.find(({ step }) => step === origin.search)?.groups ?? [], origin.genome);
}

async function samplesOf(store: Store, { samples }: ReportRequest): Promise<Samples> {
  if (samples === undefined) return {};
  if ('failure' in samples) return { failure: samples.failure };
  return samples.samples === null ? {} : { pictures: await getJson(store, samples.samples, isSamples) };
}

/** A search with its generations. */
export async function readSearch(store: Store, id: BlobId): Promise<SearchRecord> {
  const summary = await getJson(store, id, isSearchSummary);
  const generations = await Promise.all(
    summary.generations.map((record) => getJson(store, record, isGenerationRecord)),
  );
  return { ...summary, generations };
}

export function readSensitivity(store: Store, id: BlobId): Promise<SensitivityRecord> {
  return getJson(store, id, isSensitivityRecord);
}

function isSearchSummary(value: unknown): value is SearchSummary {
  return typeof value === 'object' && value !== null && 'generations' in value && 'baseline' in value;
}

function isSensitivityRecord(value: unknown): value is SensitivityRecord {
  return typeof value === 'object' && value !== null && 'ratios' in value && 'groups' in value;
}

function isGenerationRecord(value: unknown): value is GenerationRecord {
  return typeof value === 'object' && value !== null && 'candidates' in value && 'hypervolume' in value;
}

/** Of all that figures depend on. */
export async function versions(): Promise<Record<string, string>> {
  const packages = ['@temporalio/worker', '@tensorflow/tfjs-node-gpu', 'onnxruntime-node'];
  const named = await Promise.all(
    packages.map(async (name) => [name, await versionIn(join(projectRoot, 'node_modules', name))] as const),
  );
  return {
    espalier: await versionIn(projectRoot),
    node: process.versions.node,
    ...Object.fromEntries(named),
  };
}

async function versionIn(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}
