import { expect } from 'chai';
import { renderReport } from '../../../runtime/report/html.js';
import { html, Markup } from '../../../runtime/report/markup.js';
import { fixture } from './fixture.js';

describe('html', () => {
  it('escapes what is inserted, but not markup', () => {
    const name = `<b>&"'`;
    expect(html`<i title="${name}">${[name, new Markup('<hr>'), undefined, 3]}</i>`.text).to.equal(
      '<i title="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;<hr>3</i>',
    );
  });
});

describe('renderReport', () => {
  it('gives the same page for the same record', () => {
    expect(renderReport(fixture())).to.equal(renderReport(fixture()));
  });

  it('has no id twice', () => {
    const ids = [...renderReport(fixture()).matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).to.be.greaterThan(4);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('says of each program what it reaches, how long it takes, and who says so', () => {
    const page = renderReport(fixture()).replaceAll(/\s+/g, ' ');
    expect(page.match(/data-program=/g)).to.have.length(3);
    expect(page).to.match(/pe-array, int16<\/td>.*?92\.38 %.*?−0\.03 points.*?92\.41 %/);
    expect(page).to.match(/17\.99 ms <small>simulator: PE array 4x4x1, 150 MHz/);
  });

  it('shows programs of networks that come from no search, with or without solutions', () => {
    const record = fixture();
    const [{ programs = [] }] = record.solutions;
    const compiled = [{ name: 'as-it-was', programs }];
    expect(renderReport({ ...record, compiled })).to.contain('as-it-was');
    const alone = renderReport({ ...record, solutions: [], searches: [], compiled });
    expect(alone).to.contain('This run has no search.').and.contain('as-it-was');
  });

  it('has room for energy and memory where a search names them', () => {
    const record = fixture();
    const solutions = record.solutions.map((solution) => ({
      ...solution,
      pruned: { ...solution.pruned, 'energy.edge': 1.5 },
    }));
    const heading = 'Energy (edge)';
    expect(renderReport({ ...record, solutions })).to.not.contain(heading);
    const searches = record.searches.map((search) => ({ ...search, constraints: ['energy.edge < 2'] }));
    expect(renderReport({ ...record, searches, solutions })).to.contain(heading);
  });

  it('lets no name, constraint, reason or path become markup', () => {
    const evil = `"><script>alert('1')</script>`;
    const record = fixture();
    const page = renderReport({
      ...record,
      name: evil,
      workflowId: evil,
      pipeline: evil,
      versions: { [evil]: evil },
      phases: [{ step: evil, uses: evil, seconds: 1 }],
      searches: record.searches.map((search) => ({
        ...search,
        step: evil,
        constraints: [evil],
        groups: search.groups.map((group) => ({ ...group, id: evil })),
        objectives: [...search.objectives, { metric: evil, goal: 'minimize' }],
        generations: search.generations.map((generation) => ({
          ...generation,
          candidates: generation.candidates.map((each) => ({
            ...each,
            metrics: { ...each.metrics, [evil]: each.id },
          })),
        })),
      })),
      solutions: record.solutions.map((solution) => ({
        ...solution,
        name: evil,
        search: evil,
        artifacts: { onnx: { path: evil, digest: evil, bytes: 1 } },
        programs: (solution.programs ?? []).map((program) => ({
          ...program,
          backend: evil,
          target: evil,
          files: [{ path: evil, digest: evil, bytes: 1 }],
          latencies: [{ source: 'model' as const, on: evil, latencyMs: 1 }],
        })),
      })),
    });
    expect(page).to.not.include('<script');
    expect(page).to.include('&lt;script&gt;');
  });

  it('shows the front where no solution was selected, and draws no front of one objective', () => {
    const record = fixture();
    const [search] = record.searches;
    const single = { ...search, objectives: [search.objectives[0]] };
    const page = renderReport({ ...record, solutions: [], searches: [single] });
    expect(page).to.include('No solution was selected');
    expect(page).to.include('Hypervolume by generation');
    expect(page).to.not.include('mIoU against');
    expect(page).to.include(`Candidate ${search.front[0]}`);
  });

  it('draws a run without any feasible candidate', () => {
    const record = fixture();
    const [search] = record.searches;
    const generations = search.generations.map((generation) => ({
      ...generation,
      front: [],
      hypervolume: 0,
    }));
    const page = renderReport({
      ...record,
      solutions: [],
      searches: [{ ...search, generations, front: [] }],
    });
    expect(page).to.include('The final front has 0');
    expect(page).to.not.match(/NaN|Infinity|undefined/);
  });

  it('has a figure for each objective beside mIoU', () => {
    const record = fixture();
    const [search] = record.searches;
    const objectives = [...search.objectives, { metric: 'ops', goal: 'minimize' as const }];
    const page = renderReport({ ...record, searches: [{ ...search, objectives }] });
    expect(page).to.include('mIoU against Latency (edge)');
    expect(page).to.include('mIoU against Operations');
  });
});
