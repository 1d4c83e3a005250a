import Mocha from 'mocha';

/** Mocha's spec reporter, followed by one line that a script can read: `N passed, N failed`. */
export default class ClosingLine extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    // Spec's own listener was added first, so its summary comes before this line.
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats ?? { passes: 0, failures: 0 };
      console.log(`${String(passes)} passed, ${String(failures)} failed`);
    });
  }
}
