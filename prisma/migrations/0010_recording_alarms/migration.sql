-- Why recordings cannot be kept, for people to see: their store is away, or a gateway has no room for them.
ALTER TABLE "Organization" ADD COLUMN "recordingsFailingSince" TIMESTAMPTZ, ADD COLUMN "recordingsFailure" TEXT;
ALTER TABLE "Gateway" ADD COLUMN "failure" TEXT, ADD COLUMN "failureSeenAt" TIMESTAMPTZ;
ALTER TABLE "NotificationDelivery" ADD COLUMN "detail" TEXT;
