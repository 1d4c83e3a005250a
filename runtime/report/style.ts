import { Markup } from './markup.js';

/** The page's style sheet: light, dark, narrow and printed. Drawings take their colours from its variables. */
export const STYLE = new Markup(`<style>
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2026; --quiet: #5a646f; --line: #b9c1ca; --grid: #eceff2; --raised: #f5f7f8;
  --final: #c8232c; --tuned: #1c8a46; --accent: #2b62b8; --bar: #bcd7c6;
    --early: #f3c969; --late: #6a4bb0;
    --series1: #2b62b8; --series2: #d9822b; --series3: #8e5bb5; --series4: #2f9e8f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e6eaee; --quiet: #9ba7b3; --line: #46515c; --grid: #232a31; --raised: #1c2229;
    --final: #ff6b6b; --tuned: #4fcf83; --accent: #7fb0f5; --bar: #2b5a40;
    --early: #8a6a1f; --late: #b79cf2;
    --series1: #7fb0f5; --series2: #f0a95c; --series3: #c79be8; --series4: #5fd0c0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 58rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', 'Open Sans', sans-serif;
}
h1 { font-size: 2rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; overflow-wrap: anywhere; }
main > section:first-child h2 { border: 0; margin-top: 1rem; }
.brand { margin: 0; color: var(--tuned); font-weight: 600; letter-spacing: .04em; }
.note { color: var(--quiet); font-size: .9rem; margin: .5rem 0; }
q { quotes: none; font-style: italic; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem; margin-bottom: 1.25rem; }
.card { background: var(--raised); border-left: 4px solid var(--tuned); border-radius: 4px; padding: .75rem 1rem; }
.card h3 { margin: 0 0 .25rem; font-size: .95rem; color: var(--quiet); }
.card p { margin: .35rem 0 0; }
.card p { color: var(--quiet); font-size: .9rem; }
.card b { display: block; color: var(--ink); font-size: 1.6rem; line-height: 1.2; white-space: nowrap; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .75rem .35rem 0; text-align: left; border-bottom: 1px solid var(--grid); white-space: nowrap; }
.file { font-weight: normal; font-size: .8rem; color: var(--quiet); }
th.name { white-space: normal; overflow-wrap: anywhere; min-width: 9rem; }
td.wrap { white-space: normal; min-width: 11rem; }
thead th { border-bottom-color: var(--line); color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; }
.number { text-align: right; }
.baseline th, .baseline td { color: var(--quiet); }
.gain, .change { color: var(--tuned); margin-left: .25rem; }
.change { color: var(--quiet); }
.bar span {
  display: block; min-width: 5.5rem; padding: 0 .4rem; border-radius: 2px;
  background: linear-gradient(to right, var(--bar) var(--share), var(--grid) var(--share));
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
td.heat {
  background: color-mix(in srgb, var(--final) calc(var(--loss) * .6), var(--paper));
  padding-left: .5rem; padding-right: .5rem; -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
.channels td, .channels th, .dense td, .dense th { padding-block: .2rem; }
figure { margin: 1.5rem 0; }
figure svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
.point:hover { stroke: var(--ink); stroke-width: .5; }
figcaption { font-size: .9rem; color: var(--quiet); margin-top: .25rem; }
figcaption strong { color: var(--ink); }
.key { white-space: nowrap; margin-left: .75rem; display: inline-block; }
.swatch { display: inline-block; width: 1.4rem; height: .55rem; margin-right: .35rem; border-radius: 2px; }
.swatch.generations { background: linear-gradient(to right in oklab, var(--early), var(--late)); }
.swatch.final { background: var(--final); }
.swatch.tuned { background: var(--tuned); width: .65rem; height: .65rem; border-radius: 50%; }
.swatch.within, .swatch.beyond { background: var(--tuned); width: .65rem; height: .65rem; border-radius: 50%; }
.swatch.beyond { background: var(--final); }
.swatch.stroke { height: 0; border-radius: 0; vertical-align: middle; }
.swatch.baseline { height: 0; border-top: 2px dashed var(--ink); border-radius: 0; vertical-align: middle; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .75rem 0 0; font-size: .9rem; }
a { color: var(--accent); }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .25rem .5rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }
.running { color: var(--tuned); }
details { margin: .75rem 0; }
#asked ul { padding-left: 1.1rem; }
.swatch.circle, .swatch.triangle, .swatch.diamond { background: var(--dot); width: .65rem; height: .65rem; }
.swatch.circle { border-radius: 50%; }
.swatch.triangle { clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.swatch.diamond { clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%); }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .5rem; margin: 0 0 1rem; }
.samples.broad { grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
.sample { margin: 0; break-inside: avoid; }
.sample img { display: block; width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); }
.sample figcaption { font-size: .8rem; line-height: 1.25; overflow-wrap: anywhere; }
.swatch.class { width: .8rem; height: .8rem; border: 1px solid var(--line); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1.25rem; margin: 0 0 1rem; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--raised); padding: 1rem; overflow-x: auto; font-size: .85rem; border-radius: 4px; }
summary { cursor: pointer; color: var(--accent); }
@media (max-width: 560px) {
  body { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.6rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .card { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; }
  .card h3 { grid-column: 1 / -1; margin: 0; }
  .gain, .change { display: block; margin: 0; line-height: 1.2; }
  .channels th, .dense th { font-size: .8rem; }
  .key { margin-left: 0; margin-right: .75rem; white-space: normal; }
  tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 7rem; }
  th:first-child { position: sticky; left: 0; background: var(--paper); z-index: 1; padding-right: 1rem; }
}
@media print {
  :root {
    --paper: #ffffff; --ink: #000000; --quiet: #444444; --line: #999999; --grid: #dddddd; --raised: #f4f4f4;
    --final: #c8232c; --tuned: #1c8a46; --accent: #2b62b8; --bar: #bcd7c6;
    --early: #f3c969; --late: #6a4bb0;
    --series1: #2b62b8; --series2: #d9822b; --series3: #8e5bb5; --series4: #2f9e8f;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  figure, .card, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  nav, .skip { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  th, td { white-space: normal; }
}
</style>`);
