import type { Command, Option } from 'commander';
import { exitCodes } from './exit-codes.js';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Prints a script that lets a shell complete our commands, from the same tree that parses them. Returns 0. */
export function completion(shell: Shell, program: Command): number {
  console.log({ bash, zsh, fish }[shell](nodesOf(program, [])).trimEnd());
  return exitCodes.done;
}

/** A command, with what may stand behind it. */
interface Node {
  /** The words that lead to it. */
  readonly path: readonly string[];
  readonly commands: readonly Described[];
  readonly options: readonly Flag[];
  /** What its arguments are where they come from a list. */
  readonly words: readonly string[];
  /** Whether its argument is a file. */
  readonly files: boolean;
}

interface Described {
  readonly name: string;
  readonly about: string;
}

interface Flag extends Described {
  readonly takes: 'nothing' | 'something';
  readonly choices: readonly string[];
}

function nodesOf(command: Command, path: readonly string[]): readonly Node[] {
  const commands = command.commands.map((sub) => ({ name: sub.name(), about: sub.description() }));
  const help = { name: '--help', about: 'show help', takes: 'nothing', choices: [] } as const;
  const options = [...command.options.filter(({ long }) => long != null).map(flagOf), help];
  const words = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const files = command.registeredArguments.some((argument) => argument.name() === 'file');
  return [
    { path, commands, options, words, files },
    ...command.commands.flatMap((sub) => nodesOf(sub, [...path, sub.name()])),
  ];
}

function flagOf({ long, description, required, optional, argChoices = [] }: Option): Flag {
  const takes = required || optional ? 'something' : 'nothing';
  return { name: long ?? '', about: description, takes, choices: argChoices };
}

/** Finds the command that the words so far lead to, and offers what may stand behind it. */
function bash(nodes: readonly Node[]): string {
  const cases = nodes.map(({ path, commands, options, words, files }) => {
    const names = [...commands.map(({ name }) => name), ...words].join(' ');
    const flags = options.map(({ name }) => name).join(' ');
    return `    '${path.join(' ')}') words='${names}' flags='${flags}' takes='${taking(options)}' files=${String(files)} ;;`;
  });
  const values = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ name, choices }) => `    '${path.join(' ')} ${name}') words='${choices.join(' ')}' files=false ;;`,
      ),
  );
  return `# Completes espalier in bash: source <(espalier completion bash)
_espalier() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' words='' flags='' takes='' files=false index
  local paths=' ${nodes.map(({ path }) => path.join('/')).join(' ')} '
  for ((index = 1; index < COMP_CWORD; index++)); do
    local longer="\${path:+$path/}\${COMP_WORDS[index]}"
    [[ "$paths" == *" $longer "* ]] && path="$longer"
  done
  path="\${path//\\// }"
  case "$path" in
${cases.join('\n')}
  esac
  if [[ " $takes " == *" $before "* ]]; then
    words='' files=true
    case "$path $before" in
${values.join('\n')}
    esac
  elif [[ "$current" == -* ]]; then
    words="$flags" files=false
  fi
  if [[ $files == true ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
    type compopt &> /dev/null && compopt -o filenames 2> /dev/null
  else COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -F _espalier espalier
`;
}

/** Options that take a value. */
function taking(options: readonly Flag[]): string {
  return options
    .filter(({ takes }) => takes === 'something')
    .map(({ name }) => name)
    .join(' ');
}

/** zsh reads bash's completions. */
function zsh(nodes: readonly Node[]): string {
  return `# Completes espalier in zsh: source <(espalier completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(nodes).replace(/^#.*\n/, '')}`;
}

function fish(nodes: readonly Node[]): string {
  const lines = nodes.flatMap(({ path, commands, options, words, files }) => {
    const here = `-n '__espalier_at ${path.join(' ')}'`;
    return [
      ...commands.map(({ name, about }) => `complete -c espalier ${here} -f -a ${name} -d ${quoted(about)}`),
      ...(files ? [] : [`complete -c espalier ${here} -f`]),
      ...words.map((word) => `complete -c espalier ${here} -f -a ${word}`),
      ...options.map(({ name, about, takes, choices }) => {
        const value = takes === 'nothing' ? '' : choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r';
        return `complete -c espalier ${here} -l ${name.slice(2)}${value} -d ${quoted(about)}`;
      }),
    ];
  });
  const names = [...new Set(nodes.flatMap(({ path }) => path))].join(' ');
  return `# Completes espalier in fish: espalier completion fish | source
function __espalier_at
    set -l words
    for word in (commandline -opc)[2..]
        contains -- $word ${names}; and set -a words $word
    end
    test "$words" = "$argv"
end
${lines.join('\n')}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
