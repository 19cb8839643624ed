/** A segment of the source. Times are seconds. */
export interface Segment {
  id: string
  text: string
  speakerId: string
  start: number
  end: number
}
