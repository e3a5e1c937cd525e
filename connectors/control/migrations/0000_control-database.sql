CREATE SCHEMA "weft";
--> statement-breakpoint
CREATE TABLE "weft"."audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "weft"."audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" integer NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "weft"."resource_history" (
	"workspace_id" integer NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"slug" text NOT NULL,
	"action" text NOT NULL,
	"before" json,
	"after" json,
	CONSTRAINT "resource_history_workspace_id_version_kind_slug_pk" PRIMARY KEY("workspace_id","version","kind","slug")
);
--> statement-breakpoint
CREATE TABLE "weft"."resources" (
	"workspace_id" integer NOT NULL,
	"kind" text NOT NULL,
	"slug" text NOT NULL,
	"spec" json NOT NULL,
	"version" integer NOT NULL,
	"managed_by" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "resources_workspace_id_kind_slug_pk" PRIMARY KEY("workspace_id","kind","slug")
);
--> statement-breakpoint
CREATE TABLE "weft"."run_steps" (
	"run_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "weft"."run_steps_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"started_at" timestamp (3) with time zone,
	"seconds" double precision,
	"rows" bigint,
	"message" text,
	CONSTRAINT "run_steps_run_id_name_pk" PRIMARY KEY("run_id","name")
);
--> statement-breakpoint
CREATE TABLE "weft"."runs" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" integer NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"workflow_id" text,
	"status" text DEFAULT 'queued' NOT NULL,
	"trigger" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error" jsonb
);
--> statement-breakpoint
CREATE TABLE "weft"."versions" (
	"workspace_id" integer NOT NULL,
	"number" integer NOT NULL,
	"applied_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"applied_by" text NOT NULL,
	"source" text NOT NULL,
	"git" jsonb,
	"summary" jsonb NOT NULL,
	CONSTRAINT "versions_workspace_id_number_pk" PRIMARY KEY("workspace_id","number")
);
--> statement-breakpoint
CREATE TABLE "weft"."workspaces" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "weft"."workspaces_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "workspaces_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "weft"."audit_log" ADD CONSTRAINT "audit_log_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."resource_history" ADD CONSTRAINT "resource_history_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."resources" ADD CONSTRAINT "resources_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."run_steps" ADD CONSTRAINT "run_steps_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "weft"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."runs" ADD CONSTRAINT "runs_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "weft"."versions" ADD CONSTRAINT "versions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_latest" ON "weft"."audit_log" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "resource_history_of_resource" ON "weft"."resource_history" USING btree ("workspace_id","kind","slug");--> statement-breakpoint
CREATE INDEX "runs_latest" ON "weft"."runs" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_of_subject" ON "weft"."runs" USING btree ("workspace_id","kind","subject","created_at");