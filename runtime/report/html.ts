import { askedSection } from './asked-section.js';
import { classIouSection } from './class-iou-table.js';
import { contents } from './contents.js';
import { filesSection } from './files-section.js';
import { layersSection } from './layers-section.js';
import { html, type Markup } from './markup.js';
import { measuredSection } from './measured-figure.js';
import { formatInstant, provenanceSection } from './provenance-section.js';
import type { RunRecord } from './record.js';
import type { SamplesRecord } from './samples.js';
import { samplesSection } from './samples-section.js';
import { searchSection } from './search-section.js';
import { searchesSection } from './searches-figure.js';
import { sensitivitySection } from './sensitivity-section.js';
import { solutionsSection } from './solutions-section.js';
import { STYLE } from './style.js';

/** Pictures of what networks predict, or why there are none. */
export interface Samples {
  readonly pictures?: readonly SamplesRecord[];
  readonly failure?: string;
}

/** Seconds after which a page of a run that goes on asks for itself again. */
const REFRESH_SECONDS = 15;

/**
 * The report of a run as one HTML page that needs nothing else: no script, no font, no image from elsewhere, which its
 * content security policy enforces. The answer comes first, then each search, then cost and provenance. The same
 * record gives the same page, byte for byte.
 */
export function renderReport(record: RunRecord, samples: Samples = {}): string {
  const sections = [
    solutionsSection(record),
    askedSection(record),
    searchesSection(record),
    measuredSection(record),
    samplesSection(samples.pictures ?? [], samples.failure),
    ...record.sensitivities.map(sensitivitySection),
    ...record.searches.map((search, index) => searchSection(record, search, index)),
    classIouSection(record),
    layersSection(record),
    filesSection(record),
    provenanceSection(record),
  ];
  const isRunning = record.state === 'running';
  return renderPage({
    title: record.name,
    note: isRunning
      ? html`<strong class="running">Running.</strong> As of ${formatInstant(record.finishedAt)} · seed
          ${record.seed} · this page asks for itself anew every ${REFRESH_SECONDS} seconds`
      : html`Finished ${formatInstant(record.finishedAt)} · seed ${record.seed}`,
    sections,
    ...(isRunning ? { refresh: REFRESH_SECONDS } : {}),
  });
}

export interface Page {
  readonly title: string;
  readonly note: Markup;
  readonly sections: readonly (Markup | undefined)[];
  /** Seconds after which it asks for itself again. */
  readonly refresh?: number;
}

/** A page in the form of reports: heading, contents, sections. */
export function renderPage({ title, note, sections, refresh }: Page): string {
  const body = html`${sections}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        ${refresh === undefined ? undefined : html`<meta http-equiv="refresh" content="${refresh}" />`}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Espalier</title>
        ${STYLE}
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <header>
          <p class="brand">Espalier</p>
          <h1>${title}</h1>
          <p class="note">${note}</p>
          ${contents(body)}
        </header>
        <main id="content" tabindex="-1">${body}</main>
      </body>
    </html>`;
  return `${page.text}\n`;
}
