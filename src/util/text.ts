/** Text for people, who read one of two languages. */

/** A text in both languages. */
export interface Text {
  zh: string;
  en: string;
}
export type Language = keyof Text;
