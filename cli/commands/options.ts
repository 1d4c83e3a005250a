import { type Command, Option } from 'commander';
import { localDefaults } from '../defaults.js';
import { assignments, positive } from './values.js';

/** Which server a command talks to, by the names that Temporal's own command line has for it. */
export function serverOptions(command: Command): Command {
  return command
    .option('--address <host:port>', 'a Temporal server that runs already')
    .option('--namespace <name>', 'its namespace')
    .option('--profile <name>', "a profile of Temporal's configuration file")
    .option(
      '--api-key <key>',
      'its API key; better said by TEMPORAL_API_KEY, which no list of processes shows',
    )
    .option('--tls', 'talk to it by TLS, which an API key and certificates ask for anyway')
    .option('--tls-ca-path <file>', 'the certificate of the authority that its certificate is from')
    .option('--tls-cert-path <file>', 'the certificate to show it')
    .option('--tls-key-path <file>', "that certificate's private key")
    .option('--tls-server-name <name>', 'the name that its certificate must have, where it is not the host')
    .option(
      '--home <folder>',
      'where a server of our own keeps its state, store and logs',
      localDefaults.home,
    );
}

/** The same, and the workers that a command starts. */
export function localOptions(command: Command): Command {
  return serverOptions(command)
    .option('--task-queue <name>', 'the task queue', localDefaults.taskQueue)
    .option('--tensor-workers <count>', 'how many tensor workers', positive, localDefaults.tensorWorkers)
    .option('--base <folder>', 'where relative paths of pipelines start', localDefaults.base)
    .option('--out <folder>', 'where results go', localDefaults.out)
    .option('--allow-exec', 'let pipelines run programs of their own, by `uses: exec`');
}

/** Values of a pipeline's inputs. */
export function setOption(command: Command): Command {
  return command.option(
    '--set <name=value>',
    'the value of an input; may stand more than once',
    assignments,
    [],
  );
}

export function jsonOption(command: Command): Command {
  return command.option('--json', 'print JSON');
}

/** A command about one run. */
export function runOptions(command: Command): Command {
  return jsonOption(serverOptions(command.argument('<run>', 'the workflow id of the run')));
}

/** How a pipeline gets to a server: a worker that sees this machine's files reads it, or it is sent. */
export function sendOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--send <form>',
      'send the path of the file, for workers that see it, or its text (default: path to a server of our own, else text)',
    ).choices(['path', 'text']),
  );
}
