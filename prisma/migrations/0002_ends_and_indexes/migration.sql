-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "endRequested" TEXT;

-- CreateIndex
CREATE INDEX "Approval_status_expiresAt_idx" ON "Approval"("status", "expiresAt");

-- CreateIndex
CREATE INDEX "ConsoleSession_identityId_idx" ON "ConsoleSession"("identityId");

-- CreateIndex
CREATE INDEX "Session_gatewayId_endedAt_idx" ON "Session"("gatewayId", "endedAt");

-- CreateIndex
CREATE INDEX "Session_connectionId_idx" ON "Session"("connectionId");

-- CreateIndex
CREATE INDEX "Statement_at_idx" ON "Statement"("at");
