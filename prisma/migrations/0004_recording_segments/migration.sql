-- AlterTable
ALTER TABLE "Organization" ADD COLUMN     "ledgerHash" BYTEA,
ADD COLUMN     "ledgerSequence" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "SigningKey" ADD COLUMN     "use" TEXT NOT NULL DEFAULT 'token';

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "retentionDays" INTEGER;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "legalHold" TEXT,
ADD COLUMN     "legalHoldBy" TEXT,
ADD COLUMN     "recordingDeletedAt" TIMESTAMPTZ,
ADD COLUMN     "recordingDeletedWhy" TEXT,
ADD COLUMN     "sealedBytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "sealedEvents" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "sealedKey" BYTEA;

-- CreateTable
CREATE TABLE "RecordingPiece" (
    "sessionId" UUID NOT NULL,
    "offset" BIGINT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "bytes" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "receivedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RecordingPiece_pkey" PRIMARY KEY ("sessionId","offset")
);

-- CreateTable
CREATE TABLE "RecordingSegment" (
    "sessionId" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "previousHead" BYTEA NOT NULL,
    "head" BYTEA NOT NULL,
    "storeKey" TEXT NOT NULL,
    "storedBytes" INTEGER NOT NULL,
    "kid" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,
    "sealedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RecordingSegment_pkey" PRIMARY KEY ("sessionId","index")
);

-- CreateTable
CREATE TABLE "LedgerEntry" (
    "organizationId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "sessionId" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "previous" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "kid" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "LedgerEntry_pkey" PRIMARY KEY ("organizationId","sequence")
);

-- CreateIndex
CREATE INDEX "RecordingPiece_receivedAt_idx" ON "RecordingPiece"("receivedAt");

-- CreateIndex
CREATE INDEX "LedgerEntry_sessionId_idx" ON "LedgerEntry"("sessionId");

-- AddForeignKey
ALTER TABLE "RecordingPiece" ADD CONSTRAINT "RecordingPiece_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RecordingSegment" ADD CONSTRAINT "RecordingSegment_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LedgerEntry" ADD CONSTRAINT "LedgerEntry_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
