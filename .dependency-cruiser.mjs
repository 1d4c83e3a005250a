// The rule of the house: who may import whom. Pure core inside, effects around it, orchestration apart.

const npm = (...names) => `^node_modules/(${names.join('|')})/`;
const shipped = '^(core|runtime|activities|workflows|cli|worker\\.ts)';

/** What the folder `from` may import, as a rule against all else. `typesOf` may be imported as types only. */
function mayImportOnly(from, allowed, { typesOf = [], name, comment }) {
  return [
    {
      name,
      comment,
      severity: 'error',
      from: { path: from },
      to: { pathNot: [...allowed, ...typesOf] },
    },
    ...(typesOf.length > 0
      ? [
          {
            name: `${name}-types`,
            comment: `${comment} (as types)`,
            severity: 'error',
            from: { path: from },
            to: { path: typesOf, dependencyTypesNot: ['type-only'] },
          },
        ]
      : []),
  ];
}

const mayNotImport = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

export default {
  forbidden: [
    ...mayImportOnly('^core/', ['^core/', npm('yaml', 'ajv', '@marcbachmann/cel-js')], {
      name: 'core-is-pure',
      comment: 'core runs in the workflow sandbox and in a browser: only itself and pure libraries',
    }),
    ...mayImportOnly(
      '^workflows/',
      ['^workflows/', '^core/', npm('@temporalio/workflow', '@temporalio/common')],
      {
        typesOf: ['^activities/'],
        name: 'workflows-orchestrate-only',
        comment: 'workflows use core, the Temporal workflow library, and the types of activities',
      },
    ),
    mayNotImport(
      'evolution-stands-alone',
      '^core/evolution/',
      '^core/(network|hardware|pipeline)/',
      'evolution knows nothing of networks',
    ),
    mayNotImport(
      'network-stands-alone',
      '^core/network/',
      '^core/(evolution|hardware|pipeline)/',
      'networks know nothing of searches',
    ),
    mayNotImport(
      'hardware-reads-shapes',
      '^core/hardware/',
      '^core/(evolution|pipeline)/',
      'hardware reads layer shapes',
    ),
    {
      name: 'hardware-reads-shapes-types',
      comment: 'hardware reads layer shapes: types of network only',
      severity: 'error',
      from: { path: '^core/hardware/' },
      to: { path: '^core/network/', dependencyTypesNot: ['type-only'] },
    },
    mayNotImport(
      'runtime-is-below',
      '^runtime/',
      '^(activities|workflows|cli|worker\\.ts|test)',
      'runtime serves activities',
    ),
    mayNotImport(
      'activities-are-thin',
      '^activities/',
      '^(workflows|cli|worker\\.ts|test)',
      'activities use core and runtime',
    ),
    {
      name: 'cli-starts-workflows-by-name',
      comment: 'the command line knows the types of workflows only',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^workflows/', dependencyTypesNot: ['type-only'] },
    },
    mayNotImport('cli-without-tests', '^cli/', '^test/', 'tests import, and are not imported'),
    {
      name: 'no-cycle',
      comment: 'files that need each other are one idea, or three',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-development-package',
      comment: 'what ships uses dependencies, not devDependencies',
      severity: 'error',
      from: { path: shipped },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'resolvable',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    preserveSymlinks: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
