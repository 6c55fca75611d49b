import { Histogram } from './histogram.ts';

/** Seconds; a disk sync takes between a fraction of a millisecond and, on a disk that is overloaded, seconds. */
const commitSecondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const groupSizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** A group of writes that the store answered together. */
export interface CommitNotice {
  readonly requests: number;
  /** From handing the group to the store's thread to its answer. */
  readonly milliseconds: number;
  /** Whether the store took it. */
  readonly isAvailable: boolean;
}

export class CommitTally {
  readonly seconds = new Histogram(commitSecondsBounds);
  readonly groupSizes = new Histogram(groupSizeBounds);
  failures = 0;

  readonly onCommit = ({ requests, milliseconds, isAvailable }: CommitNotice): void => {
    if (!isAvailable) {
      this.failures += 1;
      return;
    }
    this.seconds.observe(milliseconds / 1000);
    this.groupSizes.observe(requests);
  };
}
