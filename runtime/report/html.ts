import { html } from './markup.js';
import { formatInstant, provenanceSection } from './provenance-section.js';
import type { RunRecord } from './record.js';
import { searchSection } from './search-section.js';
import { sensitivitySection } from './sensitivity-section.js';
import { solutionsSection } from './solutions-section.js';
import { STYLE } from './style.js';

/**
 * The report of a run as one HTML page that needs nothing else: no script, no font, no image from elsewhere, which its
 * content security policy enforces. The answer comes first, then each search, then cost and provenance. The same
 * record gives the same page, byte for byte.
 */
export function renderReport(record: RunRecord): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${record.name} · Espalier</title>
        ${STYLE}
      </head>
      <body>
        <header>
          <p class="brand">Espalier</p>
          <h1>${record.name}</h1>
          <p class="note">Finished ${formatInstant(record.finishedAt)} · seed ${record.seed}</p>
        </header>
        <main>
          ${solutionsSection(record)} ${record.sensitivities.map(sensitivitySection)}
          ${record.searches.map((search, index) => searchSection(record, search, index))}
          ${provenanceSection(record)}
        </main>
      </body>
    </html>`;
  return `${page.text}\n`;
}
