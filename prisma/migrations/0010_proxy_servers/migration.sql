-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "server" JSONB;

-- CreateTable
CREATE TABLE "ServerTool" (
    "connectionId" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "offered" JSONB,
    "offeredHash" TEXT,
    "offeredAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "accepted" JSONB,
    "acceptedHash" TEXT,
    "acceptedByName" TEXT,
    "acceptedAt" TIMESTAMPTZ,

    CONSTRAINT "ServerTool_pkey" PRIMARY KEY ("connectionId","name")
);

-- CreateIndex
CREATE INDEX "ServerTool_organizationId_idx" ON "ServerTool"("organizationId");

-- AddForeignKey
ALTER TABLE "ServerTool" ADD CONSTRAINT "ServerTool_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerTool" ADD CONSTRAINT "ServerTool_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;
