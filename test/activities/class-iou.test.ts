import { expect } from 'chai';
import { checkClasses, iouByClass } from '../../activities/class-iou.js';

const dataset = { classes: ['road', 'traffic light', 'sky'] };
const answer = { perClassIou: [0.5, 0.25, null], images: 4 };

describe('IoU by class', () => {
  it('is that of the classes asked for, by name', () => {
    expect(iouByClass(['traffic light', 'road'], dataset, answer, {})).to.deep.equal({
      'traffic light': 0.25,
      road: 0.5,
    });
  });

  it('of a class in no pixel is an error in full, and left out of an estimate', () => {
    expect(() => iouByClass(['sky'], dataset, answer, {}))
      .to.throw(/'sky' has no IoU/)
      .with.property('code', 'EVALUATION_CLASS_ABSENT');
    expect(iouByClass(['sky', 'road'], dataset, answer, { estimate: true })).to.deep.equal({ road: 0.5 });
  });

  it('refuses a name that is no class, with the one that is near', () => {
    expect(() => {
      checkClasses(['road', 'trafic light'], 'city', dataset);
    })
      .to.throw(/'city' has no class 'trafic light'/)
      .with.property('hint')
      .that.includes('traffic light');
    expect(() => {
      checkClasses(['sky'], 'city', dataset);
    }).to.not.throw();
  });
});
