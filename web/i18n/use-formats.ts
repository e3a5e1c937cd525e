import { useLocale } from 'next-intl';
import { type Formats, formatsOf } from '../ui/format.ts';

/** Numbers and times in the reader's language, for components of the browser and for those of the server that are not async. */
export const useFormats = (): Formats => formatsOf(useLocale());
