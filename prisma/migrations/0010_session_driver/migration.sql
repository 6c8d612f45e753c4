-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "clientDriver" TEXT NOT NULL DEFAULT '';
