import type { Genome } from '../core/evolution/types.js';
import type { Bound } from '../core/network/bounds.js';
import type { SearchSettings } from '../core/pipeline/document.js';

/** Keys that searches begun by an earlier release may lack. */
type Later = 'ranking' | 'maxRatio' | 'algorithm' | 'stop' | 'onFailure';

/** A search's settings with their expressions resolved. `norm` is an earlier release's `ranking`. */
export type SettingsForSearch = Omit<SearchSettings, 'bounds' | 'initial' | Later> &
  Partial<Pick<SearchSettings, Later>> & {
    readonly bounds?: readonly Bound[];
    /** Genomes to begin with. */
    readonly initial?: readonly Genome[];
    readonly norm?: 'l1' | 'l2';
  };
