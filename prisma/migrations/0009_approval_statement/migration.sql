-- CreateIndex
CREATE INDEX "Approval_statement_idx" ON "Approval" USING HASH ("statement");
