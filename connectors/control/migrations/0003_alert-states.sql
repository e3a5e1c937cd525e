CREATE TABLE "weft"."alert_states" (
	"workspace_id" integer NOT NULL,
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone,
	"detail" jsonb NOT NULL,
	"run_id" text,
	"untold" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	CONSTRAINT "alert_states_workspace_id_subject_kind_pk" PRIMARY KEY("workspace_id","subject","kind")
);
--> statement-breakpoint
ALTER TABLE "weft"."alert_states" ADD CONSTRAINT "alert_states_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "weft"."workspaces"("id") ON DELETE cascade ON UPDATE no action;