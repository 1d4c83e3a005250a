import { formatMetric } from '../../core/metrics/format.js';
import { html, type Markup } from './markup.js';
import { classColour } from './class-colour.js';
import type { SampleRecord, SamplesRecord } from './samples.js';

/** A few validation images, what is there, and what networks see there. `failure`: why there are none. */
export function samplesSection(
  all: readonly SamplesRecord[],
  failure: string | undefined,
): Markup | undefined {
  if (all.length === 0 && failure === undefined) return undefined;
  return html`<section id="samples">
    <h2>Sample images</h2>
    ${failure === undefined ? undefined : html`<p>They could not be made: ${failure}</p>`}
    ${all.map(ofDataset)}
  </section>`;
}

function ofDataset({ dataset, classes, samples }: SamplesRecord): Markup {
  const present = [...new Set(samples.flatMap((sample) => sample.present))].sort((a, b) => a - b);
  return html`<p class="note">
      Validation images of ${dataset}, drawn by the seed. Below each prediction, the share of pixels that are
      right; grey pixels do not count.
    </p>
    ${samples.map((sample) => row(sample))}
    <p>
      ${present.map(
        (label) =>
          html`<span class="key"
            ><i class="swatch class" style="background:rgb(${classColour(label).join(' ')})"></i>${
              classes[label] ?? label
            }</span
          >`,
      )}
    </p>`;
}

function row({ index, width, height, image, truth, predictions }: SampleRecord): Markup {
  const what = `validation image ${index}`;
  const size = { width, height };
  return html`<div
    class="${width > 1.5 * height ? 'samples broad' : 'samples'}"
    role="group"
    aria-label="${`Sample: ${what}`}"
  >
    ${picture(image, `The ${what}`, html`Image ${index}`, size)}
    ${picture(truth, `True classes of ${what}`, html`Truth`, size)}
    ${predictions.map(({ network, picture: drawn, accuracy }) => {
      const right = formatMetric('miou', accuracy);
      const says = `Classes that ${network} predicts on ${what}: ${right} of the pixels are right`;
      return picture(drawn, says, html`${network} <small>${right}</small>`, size);
    })}
  </div>`;
}

function picture(
  png: string,
  alt: string,
  caption: Markup,
  size: Pick<SampleRecord, 'width' | 'height'>,
): Markup {
  return html`<figure class="sample">
    <img src="data:image/png;base64,${png}" alt="${alt}" width="${size.width}" height="${size.height}" />
    <figcaption>${caption}</figcaption>
  </figure>`;
}
