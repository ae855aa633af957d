/** The shape of a learning rate after its warm-up. */
export type ScheduleKind = 'constant' | 'linear' | 'cosine';

export interface ScheduleDefinition {
  /** One line for people. */
  readonly help: string;
  /**
   * How far the rate is above `finalRate`, as a share of the whole fall: from 1 at progress 0 to 0 at progress 1.
   * Absent if the rate does not fall.
   */
  readonly height?: (progress: number) => number;
}

/** Every schedule. To add one, add its name and a row: the CLI reads this table. */
export const schedules: Readonly<Record<ScheduleKind, ScheduleDefinition>> = {
  constant: { help: 'stays at the highest rate' },
  linear: { help: 'falls by the same amount each step', height: (progress) => 1 - progress },
  cosine: {
    help: 'falls along half a cosine',
    height: (progress) => (1 + Math.cos(Math.PI * progress)) / 2,
  },
};

/** The names of all schedules. */
export const scheduleKinds: readonly ScheduleKind[] = Object.keys(schedules) as ScheduleKind[];
