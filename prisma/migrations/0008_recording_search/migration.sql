-- Substring search over statements. A trusted extension: whoever may create in the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- AlterTable
ALTER TABLE "Statement" ADD COLUMN     "byteCount" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "organizationId" UUID,
ADD COLUMN     "terms" BIGINT[];

-- CreateTable
CREATE TABLE "SavedSearch" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "isShared" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SavedSearch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SavedSearch_organizationId_isShared_idx" ON "SavedSearch"("organizationId", "isShared");

-- CreateIndex
CREATE UNIQUE INDEX "SavedSearch_ownerId_name_key" ON "SavedSearch"("ownerId", "name");

-- CreateIndex
CREATE INDEX "Statement_organizationId_at_sessionId_number_idx" ON "Statement"("organizationId", "at", "sessionId", "number");

-- CreateIndex
CREATE INDEX "Statement_terms_text_idx" ON "Statement" USING GIN ("terms", "text" gin_trgm_ops);

-- AddForeignKey
ALTER TABLE "SavedSearch" ADD CONSTRAINT "SavedSearch_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedSearch" ADD CONSTRAINT "SavedSearch_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;
