-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "closedAt" TIMESTAMPTZ;
