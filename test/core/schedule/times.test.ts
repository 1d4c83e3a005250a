import { expect } from 'chai';
import { seconds } from '../../../core/schedule/duration.js';
import { calendarTimes, cronTimes, timesText } from '../../../core/schedule/times.js';
import { PipelineError } from '../../../core/errors.js';

describe('times of a schedule', () => {
  const same: Readonly<Record<string, string>> = {
    '0 2 * * *': '0 2 * * *',
    '@daily': '0 0 * * *',
    '@hourly # each hour': '0 * * * *',
    '30 2 * * MON-FRI': '30 2 * * 1-5',
    '30 2 * * mon,we,friday': '30 2 * * 1,3,5',
    '*/20 */6 1,15 jan-mar/2 *': '0,20,40 0,6,12,18 1,15 1,3 *',
    '0 0 * * 7': '0 0 * * 0',
    '0 0 * * 5-7': '0 0 * * 0,5-6',
    '5/10 0 * * *': '5,15,25,35,45,55 0 * * *',
    '0 0 * * * 2027': '0 0 * * * 2027',
    '*/10 * * * * * *': '0,10,20,30,40,50 * * * * * *',
    '@every 90m': '@every 5400s',
    '@every 1h30m/15m': '@every 5400s/900s',
  };

  for (const [written, meant] of Object.entries(same)) {
    it(`'${written}' means '${meant}'`, () => {
      expect(timesText(cronTimes(written))).to.equal(meant);
    });
  }

  for (const wrong of [
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '* * * foo *',
    '5-2 * * * *',
    '*/0 * * * *',
    '1/2/3 * * * *',
    '1-2-3 * * * *',
    '* * * * * 1999',
    '-1 * * * *',
    ', * * * *',
    'CRON_TZ=UTC * * * * *',
    '@every',
    '@every soon',
    '@every 0s',
    '@every 1m/2m',
    '@never',
  ]) {
    it(`'${wrong}' is refused`, () => {
      expect(() => cronTimes(wrong))
        .to.throw(PipelineError)
        .with.property('code', 'BAD_SCHEDULE');
    });
  }

  it('of a calendar are those of the cron expression with its parts', () => {
    expect(timesText(calendarTimes({ hour: 2, minute: '*/30', dayOfWeek: 'SAT,SUN' }))).to.equal(
      '0,30 2 * * 0,6',
    );
    expect(timesText(calendarTimes({ second: 5 }))).to.equal('5 0 0 * * * *');
  });

  it('durations add up', () => {
    expect(['90s', '1h30m', '7d', '1d1s'].map(seconds)).to.deep.equal([90, 5400, 604_800, 86_401]);
    expect(() => seconds('1.5h')).to.throw(PipelineError);
  });
});
