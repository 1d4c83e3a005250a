import { html, Markup } from './markup.js';

/** Links to the sections of a page, by their headings. */
export function contents(page: Markup): Markup | undefined {
  const found = [...page.text.matchAll(/<section id="([^"]+)">\s*<h2>(.*?)<\/h2>/gs)];
  if (found.length < 2) return undefined;
  // Headings are markup of the page's own: what they say is escaped already.
  return html`<nav aria-label="Contents">
    <ul>
      ${found.map(([, id, heading]) => html`<li><a href="#${new Markup(id)}">${new Markup(heading)}</a></li>`)}
    </ul>
  </nav>`;
}
