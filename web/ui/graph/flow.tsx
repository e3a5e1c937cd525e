'use client';

import '@xyflow/react/dist/style.css';

import {
  Controls,
  type Edge,
  Handle,
  type Node,
  Position,
  ReactFlow,
  type ReactFlowProps,
} from '@xyflow/react';
import { useTranslations } from 'next-intl';
import type { RefAttributes } from 'react';
import css from './flow.module.css';

/** A picture that is looked at and moved, and never changed: boxes and lines stay where they are put. */
export function Flow<N extends Node, E extends Edge>({
  className = '',
  children,
  ...props
}: ReactFlowProps<N, E> & RefAttributes<HTMLDivElement>) {
  const words = useTranslations('common.picture');
  return (
    <ReactFlow<N, E>
      className={`${css.flow} ${className}`}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      deleteKeyCode={null}
      minZoom={0.1}
      ariaLabelConfig={{
        'controls.zoomIn.ariaLabel': words('zoomIn'),
        'controls.zoomOut.ariaLabel': words('zoomOut'),
        'controls.fitView.ariaLabel': words('fit'),
      }}
      {...props}
    >
      <Controls showInteractive={false} />
      {children}
    </ReactFlow>
  );
}

/** Where lines end at a box and begin: at its left and at its right. */
export const LineEnds = () => (
  <>
    <Handle type="target" position={Position.Left} className={css.end} isConnectable={false} />
    <Handle type="source" position={Position.Right} className={css.end} isConnectable={false} />
  </>
);
