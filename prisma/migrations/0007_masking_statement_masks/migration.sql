-- AlterTable
ALTER TABLE "Statement" ADD COLUMN     "masks" JSONB;
