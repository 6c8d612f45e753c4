-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "durability" TEXT NOT NULL DEFAULT 'strict';
