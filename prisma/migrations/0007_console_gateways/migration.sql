-- AlterTable
ALTER TABLE "ConsoleSession" ADD COLUMN     "address" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "lastSeenAt" TIMESTAMPTZ,
ADD COLUMN     "method" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "userAgent" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Gateway" ADD COLUMN     "drainingAt" TIMESTAMPTZ,
ADD COLUMN     "spoolBytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "spoolLagMs" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "GatewayEnrolment" (
    "id" UUID NOT NULL,
    "organizationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "usedAt" TIMESTAMPTZ,

    CONSTRAINT "GatewayEnrolment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "GatewayEnrolment_codeHash_key" ON "GatewayEnrolment"("codeHash");

-- AddForeignKey
ALTER TABLE "GatewayEnrolment" ADD CONSTRAINT "GatewayEnrolment_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
