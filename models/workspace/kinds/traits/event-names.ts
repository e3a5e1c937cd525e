import { z } from 'zod';

const eventName = z.string().min(1);

/** One name of an event, or several that count as one. */
export const eventNames = z.union([eventName, z.array(eventName).min(1)]);
export type EventNames = z.infer<typeof eventNames>;

export const namesOf = (names: EventNames): string[] => [...new Set([names].flat())];

/** The name that two lists share, which would make one row two things. */
export const sharedName = (a: EventNames, b: EventNames): string | undefined =>
  namesOf(a).find((name) => namesOf(b).includes(name));
