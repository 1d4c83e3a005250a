import type { Browser, Page } from 'playwright-core';

/** A page in a browser, with all that it says on the console, fails at and asks for. */
export interface OpenedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens an empty page, 1000 pixels wide, which is listened to from the first. */
export async function openPage(browser: Browser): Promise<OpenedPage> {
  const complaints: string[] = [];
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => complaints.push(`request for ${request.url()}`));
  return { page, complaints };
}

/** A cell with a metric: as text, and in full as its data. */
export interface MetricCell {
  readonly metric: string;
  readonly text: string;
  readonly value: number;
}

/** The cells with metrics of the rows that a selector means, in order. */
export async function metricCells(page: Page, row: string): Promise<readonly MetricCell[]> {
  const cells = await page.locator(`${row} td[data-metric]`).all();
  return Promise.all(
    cells.map(async (cell) => ({
      metric: (await cell.getAttribute('data-metric')) ?? '',
      text: (await cell.innerText()).trim(),
      value: Number(await cell.getAttribute('data-value')),
    })),
  );
}
