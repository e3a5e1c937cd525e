import type { Sync } from '../../../models/workspace/kinds/sync.ts';
import type { ResourceEditor } from '../editor/use-resource-editor.ts';
import type { Sides } from './use-sides.ts';

export interface PartProps {
  editor: ResourceEditor<Sync>;
  sides: Sides;
}
