/** What went wrong, in words for the person who meets it; the original is in the log under its reference. */
export interface Problem {
  cause: string;
  /** What it means for them: "Nothing was sent." */
  effect?: string;
  mend?: string;
  reference?: string;
}
