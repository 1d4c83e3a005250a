import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node.js';
import { projectRoot } from '../../runtime/project.js';

/** What an editor shows at a place; lines and columns from 1. */
export interface Diagnostic {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The YAML language server that editors use, with the published schema for every file. */
export interface LanguageServer {
  /** What is wrong with a text. */
  diagnose(text: string): Promise<readonly Diagnostic[]>;
  /** What may stand at the place that `|` marks in a text. */
  complete(text: string): Promise<readonly string[]>;
  /** What is told of the place that `|` marks in a text. */
  hover(text: string): Promise<string>;
  stop(): Promise<void>;
}

/** Of a file that is open in an editor, and nowhere else: beside the pipelines that ship. */
function uriOf(index: number): string {
  return pathToFileURL(join(projectRoot, `pipelines/open-${String(index)}.yaml`)).href;
}

interface Range {
  readonly start: { readonly line: number; readonly character: number };
}

export async function startLanguageServer(): Promise<LanguageServer> {
  const server = join(projectRoot, 'node_modules/yaml-language-server/bin/yaml-language-server');
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const schema = pathToFileURL(join(projectRoot, 'schemas/pipeline.schema.json')).href;
  const found = new Map<string, (diagnostics: readonly { range: Range; message: string }[]) => void>();
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics }: { uri: string; diagnostics: readonly { range: Range; message: string }[] }) => {
      found.get(uri)?.(diagnostics);
    },
  );
  const settings = {
    validate: true,
    completion: true,
    hover: true,
    schemaStore: { enable: false },
    schemas: { [schema]: '*.yaml' },
  };
  connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section?: string }[] }) =>
    items.map(({ section }) => (section === 'yaml' ? settings : {})),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: { yaml: settings } });
  let opened = 0;

  const open = async (text: string): Promise<string> => {
    const uri = uriOf((opened += 1));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    return uri;
  };
  const openAtMark = async (marked: string) => {
    const before = marked.slice(0, marked.indexOf('|')).split('\n');
    const position = { line: before.length - 1, character: (before.at(-1) ?? '').length };
    return { textDocument: { uri: await open(marked.replace('|', '')) }, position };
  };

  return {
    async diagnose(text) {
      const uri = uriOf(opened + 1);
      const told = new Promise<readonly { range: Range; message: string }[]>((resolve) => {
        found.set(uri, resolve);
      });
      await open(text);
      return (await told).map(({ range: { start }, message }) => ({
        line: start.line + 1,
        column: start.character + 1,
        message,
      }));
    },
    async complete(marked) {
      const answer: { items: readonly { label: string }[] } = await connection.sendRequest(
        'textDocument/completion',
        await openAtMark(marked),
      );
      return answer.items.map(({ label }) => label);
    },
    async hover(marked) {
      const answer: { contents: { value: string } } | null = await connection.sendRequest(
        'textDocument/hover',
        await openAtMark(marked),
      );
      return answer?.contents.value ?? '';
    },
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      child.kill();
    },
  };
}
