CREATE TABLE "weft"."limit_leases" (
	"account" text NOT NULL,
	"holder" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "limit_leases_account_holder_pk" PRIMARY KEY("account","holder")
);
--> statement-breakpoint
CREATE TABLE "weft"."rate_limits" (
	"account" text NOT NULL,
	"window" text NOT NULL,
	"next_at" double precision DEFAULT 0 NOT NULL,
	"used" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "rate_limits_account_window_pk" PRIMARY KEY("account","window")
);
--> statement-breakpoint
CREATE TABLE "weft"."sync_acknowledgements" (
	"run_id" text NOT NULL,
	"chunk" integer NOT NULL,
	"first_place" bigint NOT NULL,
	"last_place" bigint NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "weft"."sync_jobs" (
	"run_id" text NOT NULL,
	"chunk" integer NOT NULL,
	"first_place" bigint NOT NULL,
	"job" text NOT NULL,
	"submitted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sync_jobs_run_id_chunk_first_place_pk" PRIMARY KEY("run_id","chunk","first_place")
);
--> statement-breakpoint
CREATE INDEX "sync_acknowledgements_of_run" ON "weft"."sync_acknowledgements" USING btree ("run_id","chunk");