/** What an editor's evening leaves on an item, so that the next draft knows. */
export interface Traces {
  /** The editor wrote on it: its words go wherever it goes. */
  written?: true;
  /** An earlier draft left it to this one. */
  carried?: true;
}
